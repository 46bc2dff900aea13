import { usualAnswerMs } from '../kernel/patience.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { openMs } from '../kernel/with-system.ts';

/** A busy machine may be so much later than it should be, in milliseconds. */
const mostDelayMs = 30_000;

/**
 * After how long without a step further a process hangs, in milliseconds: longer than its longest step takes, which is to open
 * a system, or to wait for one that gives no answer within `answerMs`, or within what its subject says.
 */
export function stallAfter(subjects: readonly Pick<AnySubject, 'answerMs'>[], answerMs: number | undefined): number {
  const longest = answerMs ?? Math.max(...subjects.map((subject) => subject.answerMs ?? usualAnswerMs));
  return Math.max(openMs, longest) + mostDelayMs;
}
