/** The values of states, commands, outcomes and views: no Map, Set, Date, class or `undefined`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whether two JSON values are the same; the order of a record's keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  return !Array.isArray(b) && sameEntries(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (!sameJson(a[index], b[index])) return false;
  return true;
}

function sameEntries(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let count = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !sameJson(a[key], b[key])) return false;
    count += 1;
  }
  return count === Object.keys(b).length;
}

/**
 * A deep copy. Many times faster than `structuredClone`, which also copies values that are not JSON: a record or a list is
 * spread, which V8 copies as a whole, and only what is not flat is copied again.
 */
export function copyJson<Value>(value: Value): Value {
  if (!isDeep(value)) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [...value];
    for (const [at, item] of items.entries()) if (isDeep(item)) items[at] = copyJson(item);
    return items as Value;
  }
  const record = { ...value } as Record<string, unknown>;
  for (const key in record) if (isDeep(record[key])) record[key] = copyJson(record[key]);
  return record as Value;
}

function isDeep(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** The array or the record with these items in place of its own; itself where no item is another one. */
export function replaceItems(whole: object, itemFor: (item: unknown, key: string | null) => unknown): object {
  if (Array.isArray(whole)) {
    const items = whole.map((item: unknown) => itemFor(item, null));
    return items.every((item, at) => Object.is(item, whole[at])) ? whole : items;
  }
  let replaced: Record<string, unknown> | null = null;
  for (const [key, before] of Object.entries(whole)) {
    const item = itemFor(before, key);
    if (Object.is(item, before)) continue;
    replaced ??= { ...whole };
    replaced[key] = item;
  }
  return replaced ?? whole;
}

/** The same value with other names for some texts, wherever they stand, as a value or as a key. */
export function renameJson<Value>(value: Value, names: ReadonlyMap<string, string>): Value {
  if (typeof value === 'string') return (names.get(value) ?? value) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => renameJson<unknown>(item, names)) as Value;
  const entries = Object.entries(value).map(([key, item]) => [names.get(key) ?? key, renameJson<unknown>(item, names)]);
  return Object.fromEntries(entries) as Value;
}

/** A difference between two JSON values: its place, and the value on each side (`undefined`: absent). */
export interface Difference {
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** Every place at which two JSON values differ, in the order of the keys. */
export function differences(left: unknown, right: unknown, path = ''): Difference[] {
  if (sameJson(left, right)) return [];
  if (
    typeof left !== 'object' ||
    typeof right !== 'object' ||
    left === null ||
    right === null ||
    Array.isArray(left) !== Array.isArray(right)
  ) {
    return [{ path, left, right }];
  }
  const a = left as Record<string, unknown>;
  const b = right as Record<string, unknown>;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(a[key], b[key], path === '' ? key : `${path}.${key}`));
}

/** Longer values are cut. A row fits. */
const longestValue = 160;

/** A value for messages, `undefined` as `nothing`. A long value is cut. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)} … (${text.length} characters)` : text;
}
