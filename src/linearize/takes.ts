import { sameJson } from '../kernel/json.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import { createPairTable } from './pair-table.ts';
import type { Question, Specification } from './specification.ts';
import type { States } from './states.ts';
import { createStates } from './states.ts';

/**
 * The steps of a specification on numbers: of states, and of kinds. Operations with the same command and outcome are of one
 * kind. Each step is asked once, some of them twice: a model that gives two answers is unsound.
 */
export interface Takes<State = unknown> {
  readonly initial: readonly number[];
  /** The states to which an operation of this kind may lead, without a state twice. */
  next(state: number, kind: number): readonly number[];
  /** The state at the end of an order, by its last operation and the state before that. */
  atEnd(state: number, before: number, kind: number): number;
  accept(state: number, look: unknown): boolean;
  /** Why the step from one state to the other is right only while another operation overlaps; `null` where it is right anyway. */
  because(state: number, kind: number, next: number): string | null;
  stateAt(number: number): State;
  bytes(): number;
}

/** The first steps are asked twice, then one in so many. */
const askedTwice = 32;
const thenOneIn = 64;

export function createTakes<State, C, O>(
  specification: Specification<State, C, O>,
  kinds: readonly (Question<C, O> & { readonly changesNothing: boolean })[],
): Takes<State> {
  const states: States<State> = createStates();
  const known = createPairTable();
  // Most answers are no state or a single one: those lists are shared.
  const lists: (readonly number[])[] = [[]];
  const singles: number[] = [];
  let listed = 0;
  let asked = 0;

  function ask(state: number, kind: number): readonly number[] {
    const question = kinds[kind];
    if (question === undefined) throw new RangeError(`there is no kind ${kind}`);
    const answer = specification.take(states.at(state), question);
    asked += 1;
    const isAudited = asked <= askedTwice || asked % thenOneIn === 0;
    if (isAudited && !sameJson(specification.take(states.at(state), question), answer))
      throw new UnsoundModel(`the model gives two answers to ${JSON.stringify(question.command)} in the same state`);
    const numbers = numbersOf(answer);
    if (question.changesNothing && numbers.some((next) => next !== state))
      throw new UnsoundModel(
        `the model says that ${JSON.stringify(question.command)} with the outcome ` +
          `${JSON.stringify(question.outcome)} changes nothing, and it changes a state`,
      );
    return numbers;
  }

  function numbersOf(all: readonly State[]): readonly number[] {
    const numbers: number[] = [];
    for (const one of all) {
      const number = states.numberOf(one);
      if (!numbers.includes(number)) numbers.push(number);
    }
    return numbers;
  }

  function indexOf(numbers: readonly number[]): number {
    const [only] = numbers;
    if (only === undefined) return 0;
    if (numbers.length === 1) return (singles[only] ??= lists.push(numbers) - 1);
    listed += numbers.length;
    return lists.push(numbers) - 1;
  }

  return {
    initial: numbersOf(specification.initial),
    next(state, kind) {
      const found = known.get(state, kind);
      if (found >= 0) return lists[found] ?? [];
      const numbers = ask(state, kind);
      known.set(state, kind, indexOf(numbers));
      return numbers;
    },
    stateAt: states.at,
    atEnd(state, before, kind) {
      const last = kinds[kind];
      if (specification.atEnd === undefined || last === undefined) return state;
      return states.numberOf(specification.atEnd(states.at(state), states.at(before), last));
    },
    accept: (state, look) => specification.accept(states.at(state), look),
    because(state, kind, next) {
      const question = kinds[kind];
      return question === undefined ? null : specification.because(states.at(state), question, states.at(next));
    },
    bytes: () => states.bytes() + known.bytes() + lists.length * 40 + listed * 8,
  };
}
