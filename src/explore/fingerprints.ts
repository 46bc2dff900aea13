import type { Fingerprint, FingerprintSum, Place, Renaming } from '../kernel/fingerprint.ts';
import {
  addAt,
  addLengthAt,
  fingerprintOf,
  placeIn,
  rootPlace,
  startSum,
  takeAt,
  takeLengthAt,
  zero,
} from '../kernel/fingerprint.ts';
import type { Symmetry } from './canonical.ts';
import { canonicalNames, renamingsOf } from './canonical.ts';
import type { Calls, Compiled } from './compile.ts';

/**
 * Fingerprints of states that differ little from one another, under a single seed: equal for all states that differ only by
 * names of the symmetry groups.
 */
export interface Fingerprints {
  /** Whether a state can be held by its fingerprint alone. */
  readonly isPlain: boolean;
  /**
   * Holds a state for comparing others with it. The state must not change any more. Quicker with its fingerprint, where
   * `isPlain`.
   */
  hold(state: unknown, fingerprint?: Fingerprint): void;
  /** Of the state that is held. */
  held(): Fingerprint;
  /** The fingerprint of another state. */
  fingerprint(state: unknown): Fingerprint;
}

/** With at most this number of renamings, all are tried: that is quicker than separating names. */
const fewRenamings = 24;

export function createFingerprints(seed: number, groups: Symmetry, compiled: () => Compiled): Fingerprints {
  const renamings = renamingsOf(groups, fewRenamings);
  if (renamings === null) return byCanonicalNames(seed, groups);
  const all = renamings.map((names) => byDifference(seed, names, compiled));
  const [only] = all;
  return only !== undefined && all.length === 1 ? only : leastOf(all);
}

/** Under a single renaming, or none: computed from the difference to the held state. */
function byDifference(seed: number, names: Renaming | null, compiled: () => Compiled): Fingerprints {
  const sum = startSum(names);
  const root = spotOf(rootPlace(seed), sum);
  let held: unknown;
  let heldFingerprint = zero;

  function fingerprint(state: unknown): Fingerprint {
    sum.high = heldFingerprint.high;
    sum.low = heldFingerprint.low;
    compiled().compare(held, state, root);
    return { high: sum.high, low: sum.low };
  }

  return {
    isPlain: true,
    hold(state, known) {
      heldFingerprint = known ?? (held === undefined ? fingerprintOf(state, { seed, names }) : fingerprint(state));
      held = state;
    },
    held: () => heldFingerprint,
    fingerprint,
  };
}

/** The least of the fingerprints under the renamings. */
function leastOf(all: readonly Fingerprints[]): Fingerprints {
  const least = (one: Fingerprint, other: Fingerprint): Fingerprint => (isLess(other, one) ? other : one);
  return {
    isPlain: false,
    hold(state) {
      for (const one of all) one.hold(state);
    },
    held: () => all.map((one) => one.held()).reduce(least),
    fingerprint: (state) => all.map((one) => one.fingerprint(state)).reduce(least),
  };
}

function byCanonicalNames(seed: number, groups: Symmetry): Fingerprints {
  let held: unknown;
  const fingerprint = (state: unknown): Fingerprint =>
    fingerprintOf(state, { seed, names: canonicalNames(state, groups) });
  return {
    isPlain: false,
    hold(state) {
      held = state;
    },
    held: () => fingerprint(held),
    fingerprint,
  };
}

/** A place, with the places inside it that were used, and the sum of the values there. */
interface Spot extends Place {
  readonly sum: FingerprintSum;
  readonly records: (readonly Spot[] | undefined)[];
  readonly items: Spot[];
}

function spotOf({ high, low }: Place, sum: FingerprintSum): Spot {
  return { high, low, sum, records: [], items: [] };
}

/** The functions that compiled code calls to change the sum of the place. */
export const summing: Pick<Calls, 'change' | 'resize' | 'fields' | 'item'> = {
  change(place, before, after) {
    const spot = place as Spot;
    takeAt(spot.sum, spot, before);
    addAt(spot.sum, spot, after);
  },
  resize(place, before, after) {
    const spot = place as Spot;
    const { sum } = spot;
    takeLengthAt(sum, spot, before.length);
    addLengthAt(sum, spot, after.length);
    for (let at = after.length; at < before.length; at += 1) takeAt(sum, itemOf(spot, at), before[at]);
    for (let at = before.length; at < after.length; at += 1) addAt(sum, itemOf(spot, at), after[at]);
  },
  fields(place, layout, record) {
    const spot = place as Spot;
    const keys = layout.records[record]?.keys ?? [];
    return (spot.records[record] ??= keys.map((key) => spotOf(placeIn(spot, key, spot.sum.names), spot.sum)));
  },
  item: (place, index) => itemOf(place as Spot, index),
};

function itemOf(spot: Spot, index: number): Spot {
  return (spot.items[index] ??= spotOf(placeIn(spot, index, spot.sum.names), spot.sum));
}

function isLess(a: Fingerprint, b: Fingerprint): boolean {
  return a.high < b.high || (a.high === b.high && a.low < b.low);
}
