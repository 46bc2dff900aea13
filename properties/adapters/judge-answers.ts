import type { Contract } from '../../src/kernel/contract.ts';
import type { BrokenPromise } from '../../src/kernel/follow-contract.ts';
import { brokenByAnswer, brokenByLook, learnFromLook, witnessAnswer } from '../../src/kernel/follow-contract.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';

/** A command that a library took, its answer, and the look after it. */
interface Answered<C, A, Shown> {
  readonly command: C;
  readonly answer: A;
  readonly shown: Shown;
}

/** The first promise that these answers and looks break; `null`: all are kept. */
export function judgeAnswers<State, C extends Command, A extends Outcome, Shown>(
  contract: Contract<State, C, A, Shown>,
  taken: readonly Answered<C, A, Shown>[],
): BrokenPromise | null {
  let known = contract.initial;
  for (const { command, answer, shown } of taken) {
    const step = witnessAnswer(contract, known, command, answer);
    const broken = brokenByAnswer(contract, step) ?? brokenByLook(contract, shown, step);
    if (broken !== null) return broken;
    known = learnFromLook(contract, step.after, shown);
  }
  return null;
}
