import { stepOnCopy } from '../kernel/execute.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { copyJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { canonicalNames, foldTime, withFoldedDistances } from './canonical.ts';

/** A model's states, with those taken for one that differ only in what does not matter. */
export interface Space<State, C extends Command, O extends Outcome> {
  /** Its own copy of the initial state: states are looked at with their instants folded for a moment. */
  readonly initial: State;
  /** Where a command leads, as the model leaves it. */
  step(state: State, command: C): { readonly outcome: O; readonly state: State };
  /** Shifts the instants of a state, in place. */
  fold(state: State): void;
  /** The same for all states that are one. */
  print(state: State): Fingerprint;
  /** The same under every seed of the explorer, for a digest: two more fingerprints. */
  prints(state: State): readonly [Fingerprint, Fingerprint];
}

/** Which states are one. Those that differ only by a shift of all instants always are. */
export interface Reductions {
  /** Those that differ only by names. */
  readonly symmetry: boolean;
  /** Those that differ only by how far apart their deadlines are, where the model says that it does not count. */
  readonly distances: boolean;
  /** Of the fingerprints. */
  readonly seed: number;
}

export function spaceOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { symmetry, distances, seed }: Reductions,
): Space<State, C, O> {
  const hasDistances = distances && model.instants !== undefined;
  const groups = (symmetry ? (model.symmetry ?? []) : []).filter(({ length }) => length > 1);

  function printsUnder(state: State, seeds: readonly number[]): Fingerprint[] {
    const see = (): Fingerprint[] => {
      const names = canonicalNames(state, groups);
      return seeds.map((one) => fingerprintOf(state, { seed: one, names }));
    };
    return hasDistances ? withFoldedDistances(model, state, see) : see();
  }

  return {
    initial: copyJson(model.initial),
    step: (state, command) => stepOnCopy(model, state, command),
    fold: (state) => foldTime(model, state),
    print: (state) => printsUnder(state, [seed])[0] ?? { high: 0, low: 0 },
    prints: (state) => printsUnder(state, [1001, 2002]) as [Fingerprint, Fingerprint],
  };
}
