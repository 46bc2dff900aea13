import { usualAnswerMs } from '../kernel/patience.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { openMs } from '../kernel/with-system.ts';

/** How late a busy machine may be, in milliseconds. */
const mostDelayMs = 30_000;

/**
 * After how long without progress a process hangs, in milliseconds. The longest step opens a system, or waits for an
 * answer until `answerMs`, or until the subject's own limit.
 */
export function stallAfter(subjects: readonly Pick<AnySubject, 'answerMs'>[], answerMs: number | undefined): number {
  const longest = answerMs ?? Math.max(...subjects.map((subject) => subject.answerMs ?? usualAnswerMs));
  return Math.max(openMs, longest) + mostDelayMs;
}
