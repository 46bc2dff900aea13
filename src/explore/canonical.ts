import type { Fingerprint, Renaming } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { readInstant, writeInstant } from '../kernel/instants.ts';
import type { Model } from '../kernel/model.ts';

export type Symmetry = readonly (readonly string[])[];

/** The seed for choosing between renamings. Not the explorer's seed: the choice is always the same. */
const choosingSeed = 77;

/**
 * The result of `look` on a state in which only the order of deadlines is left, and which of them coincide. The instant at
 * which a lease granted now would end is among the marks. Steps do not notice: a tick removes the first mark, or stops
 * before it; a grant ends last, together with another mark only if no time has passed since that mark was set. Afterwards
 * the state is restored, so its commands stay the same.
 */
export function withFoldedDistances<State, Seen>(
  model: Pick<Model<State, never, never, never>, 'instants'>,
  state: State,
  look: () => Seen,
): Seen {
  const instants = model.instants?.(state);
  if (instants?.lifetimeMs === undefined || instants.deadlines.length === 0) return look();
  const { deadlines } = instants;
  const nowMs = readInstant(instants.clock);
  const before = deadlines.map(readInstant);
  const marks = [...new Set([nowMs + instants.lifetimeMs, ...before])].filter((mark) => mark > nowMs);
  marks.sort((a, b) => a - b);
  const places = new Map<number, number>();
  let folded = nowMs;
  for (const mark of marks) places.set(mark, (folded += 1));
  for (const [at, deadline] of deadlines.entries()) writeInstant(deadline, places.get(before[at] ?? 0) ?? nowMs);
  const seen = look();
  for (const [at, deadline] of deadlines.entries()) writeInstant(deadline, before[at] ?? 0);
  return seen;
}

/**
 * The renaming that makes a state equal to all states that differ only by names of the symmetry groups: `null` where no name
 * has to change. Exact: names are separated by their places in the state, again and again until no class splits (colour
 * refinement); among names that still look alike every order is tried, unless exchanging them leaves the state unchanged.
 */
export function canonicalNames(state: unknown, groups: Symmetry): Renaming | null {
  const classes = groups.map((group, index) => refine(state, groups, group, index));
  const isAnyOrder = classes.flat().every((alike) => areInterchangeable(state, alike));
  const orders = isAnyOrder ? [classes.map((ofGroup) => ofGroup.flat())] : ordersOf(classes);
  let best: Renaming | null = null;
  let bestFingerprint: Fingerprint | null = null;
  for (const order of orders) {
    const names = renaming(groups, order);
    if (isAnyOrder) return names;
    const fingerprint = fingerprintOf(state, { seed: choosingSeed, names });
    if (bestFingerprint !== null && !isLess(fingerprint, bestFingerprint)) continue;
    best = names;
    bestFingerprint = fingerprint;
  }
  return best;
}

/** Every renaming within the groups, first the identity; `null` where the number of renamings is greater than `most`. */
export function renamingsOf(groups: Symmetry, most: number): (Renaming | null)[] | null {
  if (groups.reduce((product, { length }) => product * factorial(length), 1) > most) return null;
  const orders = [...ordersOf(groups.map((group) => [group]))];
  return orders.map((order, at) => (at === 0 ? null : renaming(groups, order)));
}

function renaming(groups: Symmetry, orders: Symmetry): Renaming {
  return new Map(orders.flatMap((order, group) => order.map((name, rank) => [name, groups[group]?.[rank] ?? name])));
}

/** The names of a group in classes that the state does not separate, in an order that does not depend on the names. */
function refine(state: unknown, groups: Symmetry, group: readonly string[], index: number): string[][] {
  const colours = new Map(groups.flatMap((names, at) => names.map((name): [string, string] => [name, `#${at}`])));
  let classes: string[][] = [[...group]];
  for (;;) {
    const signed = group.map((name) => ({ name, fingerprint: signature(state, colours, name) }));
    signed.sort((a, b) => (isLess(a.fingerprint, b.fingerprint) ? -1 : isLess(b.fingerprint, a.fingerprint) ? 1 : 0));
    const next: string[][] = [];
    for (const [at, { name, fingerprint }] of signed.entries()) {
      const before = signed[at - 1];
      if (before === undefined || isLess(before.fingerprint, fingerprint)) next.push([name]);
      else next.at(-1)?.push(name);
    }
    for (const [rank, names] of next.entries()) for (const name of names) colours.set(name, `#${index}.${rank}`);
    if (next.length === classes.length) return next;
    classes = next;
  }
}

/** The places of a name in the state, where the other names are replaced by their colours. */
function signature(state: unknown, colours: Map<string, string>, name: string): Fingerprint {
  const colour = colours.get(name) ?? name;
  colours.set(name, `${colour}!`);
  const fingerprint = fingerprintOf(state, { seed: choosingSeed, names: colours });
  colours.set(name, colour);
  return fingerprint;
}

/** Whether exchanging any of these names leaves the state unchanged. */
function areInterchangeable(state: unknown, names: readonly string[]): boolean {
  if (names.length < 2) return true;
  const plain = fingerprintOf(state, { seed: choosingSeed });
  return names.every((name, at) => {
    const other = names[at + 1];
    if (other === undefined) return true;
    const swapped = fingerprintOf(state, {
      seed: choosingSeed,
      names: new Map([
        [name, other],
        [other, name],
      ]),
    });
    return swapped.high === plain.high && swapped.low === plain.low;
  });
}

function isLess(a: Fingerprint, b: Fingerprint): boolean {
  return a.high < b.high || (a.high === b.high && a.low < b.low);
}

/** Every order of the names of every group that keeps the classes in theirs. */
function* ordersOf(classes: readonly (readonly (readonly string[])[])[]): Generator<string[][]> {
  const [first, ...rest] = classes;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const order of arrangements(first)) for (const others of ordersOf(rest)) yield [order, ...others];
}

function* arrangements(classes: readonly (readonly string[])[]): Generator<string[]> {
  const [first, ...rest] = classes;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const names of permutations(first)) for (const others of arrangements(rest)) yield [...names, ...others];
}

function* permutations(names: readonly string[]): Generator<string[]> {
  if (names.length < 2) yield [...names];
  for (const name of names.length < 2 ? [] : names) {
    for (const others of permutations(names.filter((other) => other !== name))) yield [name, ...others];
  }
}

function factorial(count: number): number {
  return count < 2 ? 1 : count * factorial(count - 1);
}
