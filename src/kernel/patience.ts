import { NoAnswer } from './judge.ts';
import { orStrayError } from './stray-error.ts';
import { within } from './time-limit.ts';
import { notInTime, openMs } from './with-system.ts';

/** How long a system may take to answer by default, in milliseconds. */
export const usualAnswerMs = 30_000;

/** How long to wait for a system's answers. */
export interface Patience {
  /** How long the system may take for an answer, in milliseconds; by default 30,000. */
  readonly answerMs?: number | undefined;
  /** Stops the waiting. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called where no answer has come in time: throws `EnvironmentError` where the server below the system does not answer
   * either.
   */
  readonly assertReachable?: (() => Promise<void>) | undefined;
}

/**
 * Why a system gives no answer in time: `NoAnswer`, where the system is to blame. Rejects with `EnvironmentError` where the
 * server below the system does not answer, and with `Interrupted`.
 */
export async function explainSilence({
  answerMs = usualAnswerMs,
  signal,
  assertReachable,
}: Patience): Promise<NoAnswer> {
  if (assertReachable !== undefined) {
    const timeUp = (): Error => notInTime('the server below the system', 'reached', openMs);
    await within(openMs, assertReachable(), timeUp, signal);
  }
  return new NoAnswer(answerMs);
}

/**
 * The answer of a system. Rejects with `NoAnswer` where it is not in time, with `StrayError`, `EnvironmentError` and
 * `Interrupted`.
 */
export async function answerInTime<Answer>(answer: Promise<Answer>, patience: Patience): Promise<Answer> {
  const { answerMs = usualAnswerMs, signal } = patience;
  // Made only where it is needed: an error takes down where it was made, and nearly all answers are in time.
  let timeUp: NoAnswer | null = null;
  try {
    return await orStrayError(answer, (either) =>
      within(answerMs, either, () => (timeUp ??= new NoAnswer(answerMs)), signal),
    );
  } catch (error) {
    throw error === timeUp ? await explainSilence(patience) : error;
  }
}
