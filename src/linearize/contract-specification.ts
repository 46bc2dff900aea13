import type { Contract, Thrown, WitnessedStep } from '../kernel/contract.ts';
import { brokenByAnswer, brokenByLook, witnessAnswer, learnFromLook } from '../kernel/follow-contract.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { NamedState } from './named-state.ts';
import type { Specification } from './specification.ts';

/** What is known, and at the end of an order its last step: the look comes right after that. */
interface KnownState<State, C, A> extends NamedState<State> {
  readonly last?: WitnessedStep<State, C, A>;
}

/** An operation without an outcome: the contract follows any answer, and this one says nothing. */
const noAnswer: Thrown = { type: 'threw', error: 'no answer' };

/**
 * The specification that a contract is: an operation is right where following its answer breaks no promise. Promises about
 * looks are asked at the last step alone, of the look once every actor rested.
 */
export function contractSpecification<State, C extends Command, A extends Outcome>(
  contract: Contract<State, C, A, unknown>,
  initial: readonly NamedState<State>[],
): Specification<NamedState<State>, C, A> {
  const { actor } = contract;
  const known = (state: State): NamedState<State> => ({ state, names: [] });
  const lastOf = (ended: NamedState<State>): WitnessedStep<State, C, A> | undefined =>
    (ended as KnownState<State, C, A>).last;
  return {
    initial: initial.map(({ state }) => known(state)),
    take({ state }, { command, outcome }) {
      const step = witnessAnswer(contract, state, command, outcome ?? noAnswer);
      return outcome !== null && brokenByAnswer(contract, step) !== null ? [] : [known(step.after)];
    },
    atEnd(state, from, { command, outcome }): KnownState<State, C, A> {
      const last = { before: from.state, command, answer: outcome ?? noAnswer, after: state.state };
      return { ...known(state.state), last };
    },
    accept(ended, look) {
      const last = lastOf(ended);
      return last === undefined || brokenByLook(contract, look, last) === null;
    },
    afterLook: ({ state }, look) => known(look === undefined ? state : learnFromLook(contract, state, look.seen)),
    brokenBy: ({ state }, { command, outcome }) =>
      outcome === null ? null : brokenByAnswer(contract, witnessAnswer(contract, state, command, outcome)),
    brokenAtEnd(ended, look) {
      const last = lastOf(ended);
      return last === undefined ? null : brokenByLook(contract, look, last);
    },
    because: () => null,
    isOfClock: (command) => actor !== undefined && actor.call(contract, command) === null,
    hasOverlappingEndings: false,
  };
}
