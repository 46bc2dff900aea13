import type { AnswerPromise, Contract, ContractPromise } from './contract.ts';
import type { StateInvariant, StepInvariant } from './invariant.ts';
import { copyJson } from './json.ts';
import type { Command, Model, Outcome } from './model.ts';

/**
 * The model of a system that answers as the contract guesses: runs are generated and shrunk by it, and `explore` shows whether
 * the guesses themselves keep the promises. A system is never compared with it.
 */
export function guessModel<State, C extends Command, A extends Outcome, Shown>(
  contract: Contract<State, C, A, Shown>,
): Model<State, C, A, State> {
  const { name, initial, symmetry, longestRecovery, actor } = contract;
  return {
    name,
    initial,
    commands: (known) => contract.commands(known),
    step(draft, command) {
      const answer = contract.guess(draft, command);
      // The answer must hold no part of the draft.
      const apart = copyJson(answer);
      contract.follow(draft, command, apart);
      return apart;
    },
    view: (known) => known,
    invariants: contract.promises.map(asInvariant),
    recovery: (known) => contract.recoveries.flatMap((way) => way.next(known) ?? []),
    ...(longestRecovery !== undefined && { longestRecovery }),
    settled: contract.settled.map(({ id, says }): StateInvariant<State> => ({ id, says, holds: () => true })),
    ...(symmetry && { symmetry }),
    ...(actor && { actor: (command: C) => actor.call(contract, command) }),
    // What a system shows is JSON of any shape here.
    contract,
  };
}

/** Where nothing is shown, a promise about what is shown is kept. */
function asInvariant<State, C extends Command, A extends Outcome, Shown>(
  promise: ContractPromise<State, C, A, Shown>,
): StepInvariant<State, C, A> {
  const { id, says } = promise;
  const isKept: StepInvariant<State, C, A>['holdsAcross'] = (before, command, outcome, after) =>
    !isAboutAnswers(promise) || promise.broken({ before, command, answer: outcome, after }) === null;
  return { id, says, holdsAcross: isKept };
}

/** Whether a promise can be asked without a look at the system. */
export function isAboutAnswers<State, C, A, Shown>(
  promise: ContractPromise<State, C, A, Shown>,
): promise is AnswerPromise<State, C, A> {
  return 'broken' in promise;
}
