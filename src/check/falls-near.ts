import { stepOnCopy } from '../kernel/execute.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { fallsOf } from '../minimise/falls.ts';

/** What came of looking at every run of a neighbourhood. */
export interface FallsNear<C> {
  /** How many runs there are. */
  readonly runs: number;
  /** Those of them that break something, during the run, in its recovery, or once that is done. */
  readonly breaking: readonly (readonly C[])[];
}

/**
 * Looks at every run of `neighbourhood(model, commands, further)` on the model alone, and says which of them `fallsOf` has
 * anything to say of. What runs have in common is gone through once: the way to where they part, and the recovery from a
 * state (known by its 64-bit fingerprint) that several of them end in.
 */
export function fallsNear<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  further: number,
): FallsNear<C> {
  const breaking: (readonly C[])[] = [];
  /** By the fingerprint of a state: whether recovery from it breaks nothing. */
  const isSound = new Map<string, boolean>();
  let runs = 0;

  /** A run as far as it has come. */
  interface Reached {
    readonly state: State;
    readonly view: View;
    readonly isBroken: boolean;
  }

  function take({ state, view: before, isBroken }: Reached, command: C): Reached {
    const { state: next, outcome } = stepOnCopy(model, state, command);
    const after = model.view(next);
    const step = { before, command, outcome, after };
    return {
      state: next,
      view: after,
      isBroken: isBroken || !model.invariants.every((invariant) => holdsAfter(invariant, step)),
    };
  }

  function recoversSoundly(state: State): boolean {
    const { high, low } = fingerprintOf(state);
    const print = `${high} ${low}`;
    const known = isSound.get(print);
    if (known !== undefined) return known;
    const sound = fallsOf({ ...model, initial: state }, []).length === 0;
    isSound.set(print, sound);
    return sound;
  }

  function goOn(from: Reached, run: readonly C[], left: number): void {
    runs += 1;
    if (from.isBroken || !recoversSoundly(from.state)) breaking.push(run);
    if (left === 0) return;
    for (const command of model.commands(from.state)) goOn(take(from, command), [...run, command], left - 1);
  }

  const view = model.view(model.initial);
  const isBroken = !model.invariants.every((invariant) => !('holds' in invariant) || invariant.holds(view));
  let reached: Reached = { state: model.initial, view, isBroken };
  for (let count = 0; count <= commands.length; count += 1) {
    goOn(reached, commands.slice(0, count), further);
    const next = commands[count];
    if (next !== undefined) reached = take(reached, next);
  }
  return { runs, breaking };
}
