import { NoAnswer } from './judge.ts';
import { within } from './time-limit.ts';
import { notInTime, openMs } from './with-system.ts';

/** How long a system may take to answer where nothing else is said, in milliseconds. */
export const usualAnswerMs = 30_000;

/** How a system's answers are waited for. */
export interface Patience {
  /** How long the system may take for an answer, in milliseconds; 30,000 where it is not said. */
  readonly answerMs?: number | undefined;
  /** Stops the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Asked where no answer has come in time: throws `BadEnvironment` where what the system stands on does not answer either. */
  readonly assertReachable?: (() => Promise<void>) | undefined;
}

/**
 * Why a system gives no answer in time: `NoAnswer`, where it is to blame. Rejects with `BadEnvironment` where what it stands
 * on does not answer, and with `Interrupted`.
 */
export async function silenceOf({ answerMs = usualAnswerMs, signal, assertReachable }: Patience): Promise<NoAnswer> {
  if (assertReachable !== undefined) {
    const timeUp = (): Error => notInTime('what the system stands on', 'asked', openMs);
    await within(openMs, assertReachable(), timeUp, signal);
  }
  return new NoAnswer(answerMs);
}

/** What a system answers. Rejects with `NoAnswer` where that is not in time, `BadEnvironment` and `Interrupted`. */
export async function answerInTime<Answer>(answer: Promise<Answer>, patience: Patience): Promise<Answer> {
  const { answerMs = usualAnswerMs, signal } = patience;
  const timeUp = new NoAnswer(answerMs);
  try {
    return await within(answerMs, answer, () => timeUp, signal);
  } catch (error) {
    throw error === timeUp ? await silenceOf(patience) : error;
  }
}
