import type { Thrown } from '../../kernel/contract.ts';
import { Interrupted } from '../../kernel/interrupted.ts';
import { NoAnswer } from '../../kernel/judge.ts';
import type { Outcome } from '../../kernel/model.ts';
import type { Patience } from '../../kernel/patience.ts';
import { answerInTime } from '../../kernel/patience.ts';
import { assertJson } from '../../kernel/strict-json.ts';
import { UserError } from '../../kernel/user-error.ts';

/** An answer, and whether the system still answers. */
export interface SystemAnswer<A> {
  readonly answer: A | Thrown;
  readonly isSilent: boolean;
}

/**
 * The answer of a system: what it throws is an answer, and so is silence. Throws `UserError` where no system is to blame, and
 * where an answer is no JSON.
 */
export async function askForAnswer<A extends Outcome>(
  ask: () => Promise<A>,
  type: string,
  patience: Patience,
): Promise<SystemAnswer<A>> {
  let answer: A;
  try {
    answer = await answerInTime(ask(), patience);
  } catch (error) {
    return { answer: asThrown(error), isSilent: error instanceof NoAnswer };
  }
  const name = `the answer of the system to ${type}`;
  assertJson(name, answer);
  if (typeof (answer as Partial<Outcome> | null)?.type !== 'string')
    throw new UserError(`${name} is ${JSON.stringify(answer)}: it has to be a record with a type`);
  return { answer, isSilent: false };
}

/** The error of a system as its answer. Throws errors that say nothing about a system. */
function asThrown(error: unknown): Thrown {
  if (error instanceof UserError || error instanceof Interrupted) throw error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: 'threw', error: `${name}: ${message.split('\n')[0]}` };
}
