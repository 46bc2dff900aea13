import { isAmong } from './drawn.ts';
import { stepOnCopy } from './execute.ts';
import type { Invariant, Step } from './invariant.ts';
import { holdsAfter, holdsIn } from './invariant.ts';
import { sameJson } from './json.ts';
import type { Command, Ending, Model, Outcome } from './model.ts';
import type { NamePairs } from './renaming.ts';
import { haveSamePairs } from './renaming.ts';
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
  /** The names that the system has used for the model's, where it draws names itself. */
  readonly renaming?: NamePairs;
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
  const violated = model.invariants.filter((invariant) => 'holds' in invariant && !holdsIn(invariant, view));
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
    for (const { state, outcome, judged } of execute(model, from.state, command)) {
      const view = model.view(state);
      const after = judged === undefined ? view : model.view(judged);
      const step = { before: from.view, command, outcome, after };
      const violated = withViolated(from.violated, model.invariants, step);
      taken.push(
        from.renaming === undefined
          ? { state, view, violated, step }
          : { state, view, violated, step, renaming: from.renaming },
      );
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

/** Every ending of a command in a state: by default only the ending of `step`. Throws `UnsoundModel`. */
export function endingsOf<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'step' | 'endings'> & { readonly name?: string },
  state: State,
  command: C,
): readonly Ending<State, O>[] {
  return model.endings === undefined ? [stepOnCopy(model, state, command)] : askForEndings(model, state, command);
}

function askForEndings<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'endings'> & { readonly name?: string },
  state: State,
  command: C,
): readonly Ending<State, O>[] {
  const at = (what: string): string =>
    `the model${model.name === undefined ? '' : ` of ${model.name}`} ${what} ${JSON.stringify(command)}`;
  let endings: readonly Ending<State, O>[];
  try {
    endings = model.endings?.(state, command) ?? [];
  } catch (error) {
    if (error instanceof UnsoundModel) throw error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UnsoundModel(`${at('throws where it lists the endings of')}: ${message.split('\n')[0]}`, {
      cause: error,
    });
  }
  if (!Array.isArray(endings)) throw new UnsoundModel(at('gives no list of endings for'));
  if (endings.length === 0) throw new UnsoundModel(`${at('gives no ending for')}; the ending of step is always one`);
  const wrong = endings.find((one) => typeof (one as Partial<Ending<State, O>> | null)?.outcome?.type !== 'string');
  if (wrong !== undefined) throw new UnsoundModel(at('gives an ending without an outcome for'));
  return endings;
}

/** Each state, with the set of invariants violated on the way to it and the names of the system, once. */
export function distinct<
  P extends { readonly state: unknown; readonly violated: readonly unknown[]; readonly renaming?: NamePairs },
>(possible: readonly P[]): readonly P[] {
  if (possible.length < 2) return possible;
  const kept: P[] = [];
  for (const one of possible) {
    const isKnown = kept.some(
      (other) =>
        haveSame(other.violated, one.violated) &&
        sameJson(other.state, one.state) &&
        haveSamePairs(other.renaming, one.renaming),
    );
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

/**
 * A run on the model, command by command, as it may have happened: with endings of these types, and with a violation of the
 * invariant of this name, if the run can end so. `null` where no endings are of these types.
 */
export function walkAsHappened<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  outcomes: readonly string[],
  name: string,
): readonly WalkedStep<State, C, O>[] | null {
  type Node = Possible<State, View, C, O> & { readonly way: readonly WalkedStep<State, C, O>[] };
  let nodes: readonly Node[] = beginningOf(model).map((one) => Object.assign(one, { way: [] }));
  for (const [index, command] of commands.entries()) {
    nodes = nodes.flatMap((from): Node[] =>
      takeInEach(model, [from], command)
        .filter(({ step }) => outcomes[index] === undefined || step.outcome.type === outcomes[index])
        .map(({ state, view, violated, step }) => {
          const walked = { command, before: from.state, outcome: step.outcome, after: state };
          return { state, view, violated, way: [...from.way, walked] };
        }),
    );
    nodes = distinct(nodes);
  }
  return (nodes.find(({ violated }) => violated.some(({ id }) => id === name)) ?? nodes[0])?.way ?? null;
}

/** Whether the model enables this command in a state; where the truth is open, in one of the states. */
export function isEnabledInAny<State, C extends Command>(
  model: Pick<Model<State, C, never, never>, 'commands' | 'drawn'>,
  states: readonly State[],
  command: C,
): boolean {
  return states.some((state) => isAmong(model.drawn, model.commands(state), command));
}

/** The part of a model that says which runs can happen. */
export type Runnable<State, C extends Command, O extends Outcome, View> = Pick<
  Model<State, C, O, View>,
  'initial' | 'commands' | 'drawn' | 'step' | 'endings'
> & { readonly name?: string };

/** The states to which a run may have led, on the model alone. */
export interface Way<C> {
  /** Every command that is enabled in one of the states. */
  enabled(): readonly C[];
  isEnabled(command: C): boolean;
  /** Takes a command, with each of its endings, where it is enabled; where no state enables it, in all states. */
  take(command: C): void;
}

/** The beginning of a run on the model alone. */
export function startWay<State, C extends Command, O extends Outcome, View>(
  model: Runnable<State, C, O, View>,
): Way<C> {
  let states: readonly State[] = [model.initial];
  return {
    enabled: () =>
      states.length === 1
        ? model.commands(states[0] as State)
        : uniqueValues(states.flatMap((state) => model.commands(state))),
    isEnabled: (command) => isEnabledInAny(model, states, command),
    take(command) {
      const enabling = states.length === 1 ? states : states.filter((state) => isEnabledInAny(model, [state], command));
      const from = enabling.length === 0 ? states : enabling;
      states = uniqueValues(from.flatMap((state) => endingsOf(model, state, command).map((ending) => ending.state)));
    },
  };
}

/** Each value once. */
function uniqueValues<Value>(values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values;
  const kept: Value[] = [];
  for (const value of values) if (!kept.some((other) => sameJson(other, value))) kept.push(value);
  return kept;
}

/**
 * The index of the first command of a run that the model does not enable where it is taken; `null` where all are enabled.
 * Generated, shrunk, certified and kept runs have only enabled commands; manual runs may have others. Where commands have
 * several endings, a command is enabled where the run may have led to a state that enables it.
 */
export function firstDisabled<State, C extends Command, O extends Outcome, View>(
  model: Runnable<State, C, O, View>,
  commands: readonly C[],
): number | null {
  const way = startWay(model);
  for (const [index, command] of commands.entries()) {
    if (!way.isEnabled(command)) return index;
    way.take(command);
  }
  return null;
}

/** Whether the model enables every command of a run where it is taken, so that the run can happen within the scope. */
export function isEnabledRun<State, C extends Command, O extends Outcome, View>(
  model: Runnable<State, C, O, View>,
  commands: readonly C[],
): boolean {
  return firstDisabled(model, commands) === null;
}
