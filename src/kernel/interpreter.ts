import { stepOnCopy } from './execute.ts';
import type { Invariant, Step } from './invariant.ts';
import { holdsAfter } from './invariant.ts';
import { sameJson } from './json.ts';
import type { Command, Ending, Model, Outcome } from './model.ts';
import { UnsoundModel } from './unsound-model.ts';

/**
 * A state in which the world may be. Where every command has a single ending, a run has a single state. Where the truth is
 * open (a connection that was cut around COMMIT), a run carries all possible states, as the nondeterministic models of
 * porcupine and of etcd's robustness tests do.
 */
export interface Possible<State, View, C, O> {
  readonly state: State;
  readonly view: View;
  /**
   * The invariants that were violated on the way to this state. They count only where they are violated on every way that is
   * left.
   */
  readonly violated: readonly Invariant<View, C, O>[];
}

/** A way in which a command may have ended, and the state after it. */
export interface Taken<State, View, C, O> extends Possible<State, View, C, O> {
  readonly step: Step<View, C, O>;
}

/** How a step is executed; by default on a copy. */
export type Execute<State, C extends Command, O extends Outcome, View> = (
  model: Model<State, C, O, View>,
  state: State,
  command: C,
) => readonly Ending<State, O>[];

/** The states in which a run begins: only the initial state. */
export function beginningOf<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'view' | 'invariants'>,
): Possible<State, View, C, O>[] {
  const view = model.view(model.initial);
  const violated = model.invariants.filter((invariant) => 'holds' in invariant && !invariant.holds(view));
  return [{ state: model.initial, view, violated }];
}

/** Every way in which a command may end in any of these states. Throws `UnsoundModel` where there is none. */
export function takeInEach<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  possible: readonly Possible<State, View, C, O>[],
  command: C,
  execute: Execute<State, C, O, View> = endingsOf,
): Taken<State, View, C, O>[] {
  const taken: Taken<State, View, C, O>[] = [];
  for (const from of possible) {
    for (const { state, outcome } of execute(model, from.state, command)) {
      const view = model.view(state);
      const step = { before: from.view, command, outcome, after: view };
      taken.push({ state, view, violated: withViolated(from.violated, model.invariants, step), step });
    }
  }
  return taken;
}

/** The invariants violated before the step, and those that the step violates. */
function withViolated<View, C, O>(
  before: readonly Invariant<View, C, O>[],
  invariants: readonly Invariant<View, C, O>[],
  step: Step<View, C, O>,
): readonly Invariant<View, C, O>[] {
  let violated = before;
  for (const one of invariants) if (!holdsAfter(one, step) && !before.includes(one)) violated = violated.concat(one);
  return violated;
}

/** Every ending of a command in a state: by default only the ending of `step`. */
export function endingsOf<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'name' | 'step' | 'endings'>,
  state: State,
  command: C,
): readonly Ending<State, O>[] {
  const endings = model.endings?.(state, command) ?? [stepOnCopy(model, state, command)];
  if (endings.length > 0) return endings;
  throw new UnsoundModel(`the model ${model.name} gives no ending for ${JSON.stringify(command)}`);
}

/** Each pair of a state and the set of invariants violated on the way to it, once. */
export function distinct<P extends { readonly state: unknown; readonly violated: readonly unknown[] }>(
  possible: readonly P[],
): readonly P[] {
  if (possible.length < 2) return possible;
  const kept: P[] = [];
  for (const one of possible) {
    const isKnown = kept.some((other) => haveSame(other.violated, one.violated) && sameJson(other.state, one.state));
    if (!isKnown) kept.push(one);
  }
  return kept;
}

function haveSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

/** A command of a run on the model alone. */
export interface WalkedStep<State, C, O> {
  readonly command: C;
  readonly before: State;
  readonly outcome: O;
  readonly after: State;
}

/** A run on the model, command by command, each with the ending of `step`. */
export function* walk<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'step'>,
  commands: Iterable<C>,
): Generator<WalkedStep<State, C, O>> {
  let before = model.initial;
  for (const command of commands) {
    const { state: after, outcome } = stepOnCopy(model, before, command);
    yield { command, before, outcome, after };
    before = after;
  }
}

/** Whether the model enables this command in this state. */
function isEnabled<State, C extends Command>(
  model: { commands(state: State): Iterable<C> },
  state: State,
  command: C,
): boolean {
  for (const enabled of model.commands(state)) if (sameJson(enabled, command)) return true;
  return false;
}

/**
 * The index of the first command of a run that the model does not enable where it is taken; `null` where all are enabled.
 * Generated, shrunk, certified and kept runs have only enabled commands; manual runs may have others.
 */
export function firstDisabled<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'commands' | 'step'>,
  commands: readonly C[],
): number | null {
  let index = 0;
  for (const { command, before } of walk(model, commands)) {
    if (!isEnabled(model, before, command)) return index;
    index += 1;
  }
  return null;
}

/** Whether the model enables every command of a run where it is taken, so that the run can happen within the scope. */
export function isEnabledRun<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'commands' | 'step'>,
  commands: readonly C[],
): boolean {
  return firstDisabled(model, commands) === null;
}
