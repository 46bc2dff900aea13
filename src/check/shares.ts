import * as fc from 'fast-check';
import { walk } from '../kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Generation } from '../kernel/subject.ts';
import type { Feature } from './features.ts';
import { createFeatureReader } from './features.ts';
import { interleavings } from './interleavings.ts';

/** Enough runs of a model to see how much it can show, and few enough to take no time beside a check. */
const sampled = 20;

/** Shares are of the subject, and not of a seed. */
const seed = 1;

/** The runs of a part in a check, against those that it would have if all had the same, at least. */
const leastShare = 0.25;

/** A part of a check as its runs are shared. */
interface Shared<State, C extends Command, O extends Outcome, View> {
  readonly model: Model<State, C, O, View>;
  /** Whether the part is there for what the others do not show: a policy is off. */
  readonly isSwitched: boolean;
}

/**
 * How many of the runs each part of a check gets, by what it shows that the others do not: each feature of the runs of a
 * sample, taken on the models alone, is worth one, divided among the parts that show it; where parts with all policies on show
 * it, among these alone. Every part gets at least a quarter of an equal share.
 */
export function shareRuns<State, C extends Command, O extends Outcome, View>(
  parts: readonly Shared<State, C, O, View>[],
  { runs, length, generation }: { readonly runs: number; readonly length: number; readonly generation: Generation },
): number[] {
  const reader = createFeatureReader();
  const shown = parts.map(({ model, isSwitched }) => {
    const features = new Set<Feature>();
    for (const commands of fc.sample(interleavings(model, generation, length), { numRuns: sampled, seed }))
      for (const one of reader.read(walk(model, commands))) features.add(one);
    return { isSwitched, features };
  });
  const asShipped = countOwners(shown.filter(({ isSwitched }) => !isSwitched));
  const switched = countOwners(shown.filter(({ isSwitched }) => isSwitched));
  const worth = shown.map(({ isSwitched, features }) =>
    [...features].reduce((sum, one) => {
      const owners = asShipped.get(one);
      if (owners === undefined) return sum + 1 / (switched.get(one) ?? 1);
      return isSwitched ? sum : sum + 1 / owners;
    }, 0),
  );
  return divide(runs, worth);
}

function countOwners(parts: readonly { readonly features: ReadonlySet<Feature> }[]): ReadonlyMap<Feature, number> {
  const owners = new Map<Feature, number>();
  for (const { features } of parts) for (const one of features) owners.set(one, (owners.get(one) ?? 0) + 1);
  return owners;
}

/** So many runs in whole numbers, by their worth. The sum is that of the runs. */
function divide(runs: number, worth: readonly number[]): number[] {
  const total = worth.reduce((sum, one) => sum + one, 0);
  const exact = worth.map(
    (one) => runs * (leastShare / worth.length + (1 - leastShare) * (total === 0 ? 1 / worth.length : one / total)),
  );
  const shares = exact.map((share) => Math.floor(share));
  const byRest = exact.map((share, at) => ({ at, rest: share % 1 })).toSorted((a, b) => b.rest - a.rest || a.at - b.at);
  const left = runs - shares.reduce((sum, one) => sum + one, 0);
  for (const { at } of byRest.slice(0, left)) shares[at] = (shares[at] ?? 0) + 1;
  return shares;
}
