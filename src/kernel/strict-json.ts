import { copyJson } from './json.ts';
import { UserError } from './user-error.ts';

/** Deeper values are not compared: they may contain themselves. */
const mostLevels = 200;

/**
 * Whether two values are the same JSON: the order of a record's keys does not count. False as well where either holds a
 * value that JSON has not (see `findNonJson`), so that a Map never passes for an empty record.
 */
export function isSameJson(a: unknown, b: unknown, level = 0): boolean {
  if (typeof a === 'string') return a === b;
  if (typeof a !== 'object' || a === null) return Object.is(a, b) && isLeaf(a);
  if (typeof b !== 'object' || b === null || level > mostLevels) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!isSameJson(a[index], b[index], level + 1)) return false;
    return true;
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  let count = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !isSameJson(a[key], b[key], level + 1)) return false;
    count += 1;
  }
  for (const _ in b) count -= 1;
  return count === 0;
}

/** A place in a value at which there stands no JSON. */
export interface NonJson {
  /** Keys and indexes with dots between them; empty for the value itself. */
  readonly path: string;
  /** A description of the value, such as `undefined` or `a Map`. */
  readonly what: string;
}

/** The first place of a value that is not JSON; `null` where the value is JSON all through. */
export function findNonJson(value: unknown, numbers: 'finite' | 'safe integers' = 'finite'): NonJson | null {
  return findIn(value, '', numbers, []);
}

/** A value that takes part in a comparison, or in a state, and is no JSON. */
export class NotJson extends UserError {
  override name = 'NotJson';
}

/** Throws `NotJson` where the value is no JSON; `of` names the value: `the view of the system`. */
export function assertJson(of: string, value: unknown, numbers: 'finite' | 'safe integers' = 'finite'): void {
  const found = findNonJson(value, numbers);
  if (found === null) return;
  const allowed = numbers === 'finite' ? 'numbers' : 'safe integers';
  throw new NotJson(`${describeNonJson(of, found)}: use records, arrays, texts, ${allowed}, booleans and null`);
}

/** A sentence such as `the view of the system, at rows.1, is a Map, which is no JSON`. */
export function describeNonJson(of: string, { path, what }: NonJson): string {
  return `${path === '' ? of : `${of}, at ${path},`} is ${what}, which is no JSON`;
}

/**
 * A copy, in case the owner changes the value later. A value that is not JSON is returned as it is, so that a comparison
 * sees it.
 */
export function copyForComparison<Value>(value: Value): Value {
  return findNonJson(value) === null ? copyJson(value) : value;
}

function findIn(value: unknown, path: string, numbers: 'finite' | 'safe integers', within: object[]): NonJson | null {
  if (typeof value !== 'object' || value === null)
    return isLeafOf(value, numbers) ? null : { path, what: describe(value) };
  if (within.includes(value)) return { path, what: 'a value that contains itself' };
  if (within.length > mostLevels) return { path, what: `deeper than ${mostLevels} levels` };
  if (!Array.isArray(value) && !isRecord(value)) return { path, what: describe(value) };
  const [symbol] = Object.getOwnPropertySymbols(value);
  if (symbol !== undefined) return { path, what: `a record with the key ${String(symbol)}` };
  const inside = [...within, value];
  // A hole of an array is `undefined`, too.
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const item = (value as Record<string | number, unknown>)[key];
    if (isLeafOf(item, numbers)) continue;
    const found = findIn(item, path === '' ? String(key) : `${path}.${key}`, numbers, inside);
    if (found !== null) return found;
  }
  return null;
}

function isLeafOf(value: unknown, numbers: 'finite' | 'safe integers'): boolean {
  return isLeaf(value) && (numbers === 'finite' || typeof value !== 'number' || Number.isSafeInteger(value));
}

function isLeaf(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}

/** A record of any realm: test runners give each file its own `Object`. */
function isRecord(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `the number ${value}`;
  if (typeof value === 'bigint') return `the BigInt ${value}n`;
  if (typeof value === 'symbol') return `the symbol ${String(value)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const { name } = (value.constructor ?? {}) as { readonly name?: string };
  return `a ${name === undefined || name === '' ? 'class instance' : name}`;
}
