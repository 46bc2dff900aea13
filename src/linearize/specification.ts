import { stepOnCopy } from '../kernel/execute.ts';
import type { BrokenPromise } from '../kernel/follow-contract.ts';
import type { Invariant } from '../kernel/invariant.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Ending, Model, Outcome, OverlappingEnding } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';

/** What the search asks about an operation: its outcome is `null` where any outcome will do. */
export interface Question<C, O> {
  readonly command: C;
  readonly outcome: O | null;
  /** Another operation overlaps, so that endings count which are right only then. */
  readonly isOverlapped: boolean;
}

/** All that the search has to know of what a history is compared with. A model fills it; so may something else. */
export interface Specification<State, C, O> {
  /** The states in which the history may begin. */
  readonly initial: readonly State[];
  /** Every state to which the operation may lead; none where it is not right in this state. */
  take(state: State, question: Question<C, O>): readonly State[];
  /** Whether this state may be the last one, by what was seen once every actor rested. */
  accept(state: State, look: unknown): boolean;
  /** Why an ending is right only while another operation overlaps; `null` where it is right anyway. */
  because(state: State, question: Question<C, O>, next: State): string | null;
  /** Whether the command has no order in real time with any other actor. */
  isOfClock(command: C): boolean;
  partition?(command: C, outcome: O | null): readonly string[] | null;
  names?(command: C, outcome: O | null): readonly string[];
  changesNothing?(command: C, outcome: O): boolean;
  /** Whether some endings are right only while another operation overlaps. */
  readonly hasOverlappingEndings: boolean;
  /** The state at the end of an order, where the look is judged by the last operation, too. Absent: the state as it is. */
  atEnd?(state: State, before: State, last: Question<C, O>): State;
  /** The state after the look, from which a next history may go on. Absent: the state as it is. */
  afterLook?(ended: State, look: { readonly seen: unknown } | undefined): State;
  /** The promise of a contract that the operation breaks in this state. Absent: there is no contract. */
  brokenBy?(state: State, question: Question<C, O>): BrokenPromise | null;
  /** The promise of a contract that the look breaks in this last state. */
  brokenAtEnd?(ended: State, look: unknown): BrokenPromise | null;
}

/** A model as far as histories need it: the initial state and the step, or the contract that stands in their place. */
export type HistoryModel<State, C extends Command, O extends Outcome, View> = Pick<
  Model<State, C, O, View>,
  'initial' | 'step'
> &
  Partial<
    Pick<
      Model<State, C, O, View>,
      | 'name'
      | 'endings'
      | 'whileOverlapping'
      | 'view'
      | 'actor'
      | 'partition'
      | 'names'
      | 'changesNothing'
      | 'apart'
      | 'contract'
    >
  > & { readonly invariants?: readonly Invariant<View, C, O>[] };

/** The endings of a model that are right anyway, and those that are right only while another operation overlaps. */
export function endingsIn<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
): {
  own(state: State, command: C): readonly Ending<State, O>[];
  /** `seen`: the outcome, where it is known and has no name that a system drew. */
  overlapping(state: State, command: C, seen: O | null): readonly OverlappingEnding<State, O>[];
} {
  const { endings, whileOverlapping, view, invariants = [] } = model;
  const own = (state: State, command: C): readonly Ending<State, O>[] =>
    endings === undefined
      ? [stepOnCopy(model, state, command)]
      : nonEmpty(
          guarded('endings', command, () => endings.call(model, state, command)),
          command,
        );
  const overlapping = (state: State, command: C, seen: O | null): readonly OverlappingEnding<State, O>[] => {
    if (whileOverlapping === undefined) return [];
    const given = guarded('whileOverlapping', command, () => whileOverlapping.call(model, state, command, seen));
    // Before the invariants, which cost more.
    const all = seen === null ? given : given.filter(({ outcome }) => sameJson(outcome, seen));
    if (view === undefined || all.length === 0) return all;
    const before = view.call(model, state);
    return all.filter(({ state: next, outcome }) => {
      const step = { before, command, outcome, after: view.call(model, next) };
      return invariants.every((invariant) => holdsAfter(invariant, step));
    });
  };
  return { own, overlapping };
}

/** What a contract alone has to say. */
type OfContract = 'atEnd' | 'afterLook' | 'brokenBy' | 'brokenAtEnd';

/** The specification that a model is. `initial`: the states in which the history may begin, in place of the model's. */
export function specificationOf<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  initial: readonly State[] = [model.initial],
): Omit<Specification<State, C, O>, OfContract> {
  const { whileOverlapping, view, actor, partition, names, changesNothing } = model;
  const { own, overlapping } = endingsIn(model);
  function right<E extends Ending<State, O>>(all: readonly E[], outcome: O | null): readonly E[] {
    return outcome === null ? all : all.filter((ending) => sameJson(ending.outcome, outcome));
  }
  return {
    initial,
    take(state, { command, outcome, isOverlapped }) {
      const all = right(own(state, command), outcome);
      const more = isOverlapped ? right(overlapping(state, command, outcome), outcome) : [];
      return [...all, ...more].map((ending) => ending.state);
    },
    accept: (state, look) => sameJson(view === undefined ? state : view.call(model, state), look),
    because(state, { command, outcome }, next) {
      if (right(own(state, command), outcome).some((ending) => sameJson(ending.state, next))) return null;
      return (
        right(overlapping(state, command, outcome), outcome).find((one) => sameJson(one.state, next))?.because ?? null
      );
    },
    isOfClock: (command) => actor !== undefined && guarded('actor', command, () => actor.call(model, command)) === null,
    hasOverlappingEndings: whileOverlapping !== undefined,
    ...(partition !== undefined && {
      partition: (command: C, outcome: O | null) =>
        guarded('partition', command, () => partition.call(model, command, outcome)),
    }),
    ...(names !== undefined && {
      names: (command: C, outcome: O | null) => guarded('names', command, () => names.call(model, command, outcome)),
    }),
    ...(changesNothing !== undefined && {
      changesNothing: (command: C, outcome: O) =>
        guarded('changesNothing', command, () => changesNothing.call(model, command, outcome)),
    }),
  };
}

function guarded<Answer>(member: string, command: unknown, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UnsoundModel) throw error;
    const [first = ''] = String(error).split('\n');
    throw new UnsoundModel(`the model’s ${member} throws at ${JSON.stringify(command)}: ${first}`, { cause: error });
  }
}

function nonEmpty<E>(endings: readonly E[], command: unknown): readonly E[] {
  if (endings.length > 0) return endings;
  throw new UnsoundModel(`the model gives no ending for ${JSON.stringify(command)}`);
}
