import type { Name, NamePairs } from '../kernel/renaming.ts';
import { isName, pairNames } from '../kernel/renaming.ts';

interface Comparison {
  /** The keys of fields that hold names. */
  readonly fields: ReadonlySet<string>;
  /** The keys of lists whose order says nothing. */
  readonly lists: ReadonlySet<string>;
}

/**
 * Whether a view of the system is that of the model up to drawn names and the order of some lists: returns the pairs of names
 * with those that are new in the views, or `null` where no pairs make the views the same. Both are JSON.
 */
export function matchViews(
  ofModel: unknown,
  ofSystem: unknown,
  { fields, lists, pairs }: Comparison & { readonly pairs: NamePairs },
): NamePairs | null {
  for (const paired of match(ofModel, ofSystem, '', pairs)) return paired;
  return null;

  /** Every way to pair the names of two values that stand under this key. */
  function* match(a: unknown, b: unknown, key: string, known: NamePairs): Generator<NamePairs> {
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return;
      if (lists.has(key)) yield* matchUnordered(...withoutSame(a, b, known), key, known);
      else yield* matchItems(a, b, () => key, 0, known);
    } else if (typeof a === 'object' && a !== null) {
      if (typeof b !== 'object' || b === null || Array.isArray(b)) return;
      const keys = Object.keys(a);
      if (keys.length !== Object.keys(b).length || !keys.every((one) => Object.hasOwn(b, one))) return;
      const valueOf = (of: object, one: string): unknown => (of as Record<string, unknown>)[one];
      const ofA = keys.map((one) => valueOf(a, one));
      const ofB = keys.map((one) => valueOf(b, one));
      yield* matchItems(ofA, ofB, (at) => keys[at] ?? '', 0, known);
    } else if (fields.has(key) && isName(a)) {
      const paired = isName(b) ? pairNames(known, a, b) : null;
      if (paired !== null) yield paired;
    } else if (Object.is(a, b)) yield known;
  }

  function* matchItems(
    a: readonly unknown[],
    b: readonly unknown[],
    keyOf: (at: number) => string,
    from: number,
    known: NamePairs,
  ): Generator<NamePairs> {
    if (from === a.length) yield known;
    else for (const next of match(a[from], b[from], keyOf(from), known)) yield* matchItems(a, b, keyOf, from + 1, next);
  }

  function* matchUnordered(
    [first, ...others]: readonly unknown[],
    b: readonly unknown[],
    key: string,
    known: NamePairs,
  ): Generator<NamePairs> {
    if (first === undefined) yield known;
    else
      for (const [at, item] of b.entries())
        for (const next of match(first, item, key, known)) yield* matchUnordered(others, b.toSpliced(at, 1), key, next);
  }

  /** The items of both lists without those that are the same on both sides: most are, and need no search. */
  function withoutSame(a: readonly unknown[], b: readonly unknown[], known: NamePairs): [unknown[], unknown[]] {
    const texts = new Map<string, number>();
    const left: unknown[] = [];
    for (const item of b) {
      const text = textOf(item, known);
      if (text === null) left.push(item);
      else texts.set(text, (texts.get(text) ?? 0) + 1);
    }
    const unmatched = a.filter((item) => {
      const text = JSON.stringify(item);
      const count = texts.get(text) ?? 0;
      if (count > 0) texts.set(text, count - 1);
      return count === 0;
    });
    const others = [...b].filter((item) => {
      const text = textOf(item, known);
      if (text === null) return false;
      const count = texts.get(text) ?? 0;
      if (count > 0) texts.set(text, count - 1);
      return count > 0;
    });
    return [unmatched, [...left, ...others]];
  }

  /** An item of the system as the model would write it; `null` where the model has no counterpart of a name in it. */
  function textOf(item: unknown, { toModel }: NamePairs): string | null {
    let isKnown = true;
    const text = JSON.stringify(item, (key, value: unknown) => {
      if (!fields.has(key) || !isName(value)) return value;
      const name: Name | undefined = toModel.get(value);
      if (name === undefined) isKnown = false;
      return name ?? value;
    });
    return isKnown ? text : null;
  }
}
