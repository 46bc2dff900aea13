import { stepOnCopy } from '../kernel/execute.ts';
import type { Fingerprint, Renaming } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { copyJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { canonicalNames, foldDistances, foldTime } from './canonical.ts';

/** A model's states, with those taken for one that differ only in what does not matter. */
export interface Space<State, C extends Command, O extends Outcome> {
  readonly initial: State;
  /** Where a command leads: the state as the model left it, and the same with its time folded. */
  step(state: State, command: C): { readonly outcome: O; readonly state: State };
  /** Shifts the instants of a state, in place. */
  fold(state: State): void;
  /** The same for all states that are one. */
  print(state: State): Fingerprint;
  /** The same under every seed of the explorer, for a digest: two more fingerprints. */
  prints(state: State): readonly [Fingerprint, Fingerprint];
}

export function spaceOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { symmetry, seed }: { readonly symmetry: boolean; readonly seed: number },
): Space<State, C, O> {
  const groups = symmetry ? (model.symmetry ?? []) : [];
  const namesOf = (state: State): Renaming | null => canonicalNames(state, groups);
  const hasDistances = model.instants?.(copyJson(model.initial)).lifetimeMs !== undefined;

  /** What the fingerprint is taken of; the state itself keeps its distances, so that its commands stay what they are. */
  function folded(state: State): State {
    if (!hasDistances) return state;
    const copy = copyJson(state);
    foldDistances(model, copy);
    return copy;
  }

  return {
    initial: model.initial,
    step: (state, command) => stepOnCopy(model, state, command),
    fold: (state) => foldTime(model, state),
    print(state) {
      const one = folded(state);
      return fingerprintOf(one, { seed, names: namesOf(one) });
    },
    prints(state) {
      const one = folded(state);
      const names = namesOf(one);
      return [fingerprintOf(one, { seed: 1001, names }), fingerprintOf(one, { seed: 2002, names })];
    },
  };
}
