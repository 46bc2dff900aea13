import type { Contract } from '../kernel/contract.ts';
import type { BrokenPromise } from '../kernel/follow-contract.ts';
import {
  brokenByAnswer,
  brokenByLook,
  brokenInTheEnd,
  learnFromLook,
  soundly,
  witnessAnswer,
  wordsOfBroken,
} from '../kernel/follow-contract.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';
import { UserError } from '../kernel/user-error.ts';
import type { RaceRecovery, RecoveryStep } from './race-recovery.ts';

/** A longer recovery is endless where the contract has no bound. */
const defaultLongest = 10_000;

/**
 * Recovers the system after a race by a way of the contract, by default the first, from all that may be known after the race. Answers and
 * looks rule out what they contradict; a promise is broken where all that is left breaks one.
 */
export async function recoverByContract<State, C extends Command, A extends Outcome>(
  contract: Contract<State, C, A, unknown>,
  ends: readonly State[],
  system: Pick<System<C, A, unknown>, 'perform' | 'view'>,
  { way: name, ...patience }: Patience & { readonly way?: string | undefined },
): Promise<RaceRecovery<C, A>> {
  const recovery: RecoveryStep<C, A>[] = [];
  const { longestRecovery = defaultLongest, recoveries } = contract;
  const way = name === undefined ? recoveries[0] : recoveries.find((one) => one.name === name);
  const recovered = (violation: RaceViolation | null): RaceRecovery<C, A> => ({
    recovery,
    violation,
    ...(way !== undefined && { way: way.name }),
  });
  let possible = ends;

  /** The next command, by the first of what may be known that has one. */
  function next(): C | null {
    for (const known of possible) {
      const command = way === undefined ? null : soundly(contract.name, way.name, () => way.next(known));
      if (command !== null) return command;
    }
    return null;
  }

  function broken(command: C, { id, says, why }: BrokenPromise): RaceRecovery<C, A> {
    const details = `${command.type} in the recovery: ${id}: ${wordsOfBroken({ says, why })}`;
    return recovered({ kind: 'recovery', details, promise: id });
  }

  let shown: unknown = null;
  for (let command = next(); command !== null; command = next()) {
    if (recovery.length >= longestRecovery * ends.length)
      return recovered({ kind: 'recovery', details: `the recovery has no end after ${recovery.length} commands` });
    let answer: A;
    try {
      answer = await answerInTime(system.perform(command), patience);
      shown = await answerInTime(system.view(), patience);
    } catch (error) {
      if (error instanceof UserError) throw error;
      // An interruption is no violation; the search ends after this schedule.
      if (error instanceof Interrupted) return recovered(null);
      const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return recovered({ kind: 'recovery', details: `${command.type} in the recovery: ${thrown.split('\n')[0]}` });
    }
    recovery.push({ command, outcome: answer });
    const left: State[] = [];
    let first: BrokenPromise | null = null;
    for (const known of possible) {
      const step = witnessAnswer(contract, known, command, answer);
      const wrong = brokenByAnswer(contract, step) ?? brokenByLook(contract, shown, step);
      if (wrong === null) left.push(learnFromLook(contract, step.after, shown));
      else first ??= wrong;
    }
    if (left.length === 0 && first !== null) return broken(command, first);
    possible = left;
  }
  shown ??= await answerInTime(system.view(), patience);
  const unsettled = possible.map((known) => brokenInTheEnd(contract, shown, known));
  const [first = null] = unsettled;
  if (first === null || unsettled.includes(null)) return recovered(null);
  const details = `after the recovery: ${first.id}: ${wordsOfBroken(first)}`;
  return recovered({ kind: 'settled', details, promise: first.id });
}
