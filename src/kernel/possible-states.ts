import type { Executed } from './execute.ts';
import type { Invariant } from './invariant.ts';
import { broken } from './invariant.ts';
import { sameJson } from './json.ts';
import type { Command, Model, Outcome } from './model.ts';

/**
 * A model for where the truth is open, as after a connection that was cut around COMMIT: it answers with every way in
 * which a command may have ended, as far as anybody can know. After the nondeterministic models of porcupine and of
 * etcd's robustness tests.
 */
export interface OpenModel<State, C extends Command, O extends Outcome, View> extends Model<State, C, O, View> {
  /** Every way in which this command may end here, at least one. Where nothing is open, the one that `step` takes. */
  endings(state: State, command: C): readonly Executed<State, O>[];
}

/** A state in which the world may be. */
export interface Possible<State, View, C, O> {
  readonly state: State;
  /** The first invariant that fell on the way to it. It has fallen in truth only where no other way is left. */
  readonly fallen: Invariant<View, C, O> | null;
}

/** An ending of a command, and the state that it leads to. */
export interface Ending<State, View, C, O> extends Possible<State, View, C, O> {
  readonly outcome: O;
}

/** Every ending of a command in any of the states in which the world may be. */
export function endingsOf<State, C extends Command, O extends Outcome, View>(
  model: OpenModel<State, C, O, View>,
  possible: readonly Possible<State, View, C, O>[],
  command: C,
): Ending<State, View, C, O>[] {
  return possible.flatMap(({ state: from, fallen }) => {
    const endings = model.endings(from, command);
    if (endings.length === 0) throw new Error(`${model.name} knows no way in which ${command.type} may end`);
    return endings.map(({ state, outcome }) => {
      const step = { before: model.view(from), command, outcome, after: model.view(state) };
      return { state, outcome, fallen: fallen ?? broken(model.invariants, step) ?? null };
    });
  });
}

/** The states that are left of these endings once somebody has heard this outcome, each once. Empty: it cannot be. */
export function leftBy<State, View, C, O>(
  endings: readonly Ending<State, View, C, O>[],
  outcome: O,
): Possible<State, View, C, O>[] {
  return distinct(endings.filter((ending) => sameJson(ending.outcome, outcome)));
}

/** The states that are left once somebody has looked. Empty: none of them can be. */
export function showing<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'view'>,
  possible: readonly Possible<State, View, C, O>[],
  view: View,
): Possible<State, View, C, O>[] {
  return possible.filter(({ state }) => sameJson(model.view(state), view));
}

function distinct<State, View, C, O>(possible: readonly Possible<State, View, C, O>[]): Possible<State, View, C, O>[] {
  const kept: Possible<State, View, C, O>[] = [];
  for (const { state, fallen } of possible) {
    if (!kept.some((other) => other.fallen === fallen && sameJson(other.state, state))) kept.push({ state, fallen });
  }
  return kept;
}
