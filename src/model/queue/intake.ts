import type { Flush, QueueOutcome, Submission, Submit } from '../../alphabets/queue.ts';
import type { QueueRules } from './rules.ts';
import { isDeadLettered } from './rules.ts';
import type { QueueState } from './state.ts';

/** A client submits a job, and remembers whether an answer came. */
export function submit(rules: QueueRules, draft: QueueState, { job, retryOf: key = job, fault }: Submit): QueueOutcome {
  const outcome = accept(rules, draft, { id: job, key });
  if (draft.unacknowledged.includes(key))
    draft.unacknowledged = draft.unacknowledged.filter((unacknowledged) => unacknowledged !== key);
  if (fault === undefined) return outcome;
  draft.faults += 1;
  draft.unacknowledged.push(key);
  return { type: 'noReply' };
}

/** Acknowledges a job once the store has it; without `durableIntake`, buffers the job and acknowledges it at once. */
function accept(rules: QueueRules, draft: QueueState, asked: Submission): QueueOutcome {
  if (rules.durableIntake) return takeIn(rules, draft, asked);
  if (isAmong(rules, draft.buffered, asked) || isAmong(rules, draft.jobs, asked)) return { type: 'alreadySubmitted' };
  draft.buffered.push(asked);
  return { type: 'submitted' };
}

function takeIn(rules: QueueRules, draft: QueueState, asked: Submission): QueueOutcome {
  if (isAmong(rules, draft.jobs, asked)) return { type: 'alreadySubmitted' };
  draft.jobs.push({
    ...asked,
    status: 'queued',
    attempts: 0,
    token: 0,
    retryAtMs: 0,
    deadReason: null,
    resubmittedAs: null,
  });
  return { type: 'submitted' };
}

/** Whether a submission with the same id, or the same key, is already known. */
function isAmong({ submitKey }: QueueRules, known: readonly Submission[], { id, key }: Submission): boolean {
  return known.some((one) => one.id === id || (submitKey && one.key === key));
}

/** Writes all accepted jobs down at once. A crash before that loses them; an intake that gets no reply keeps them. */
export function flush(rules: QueueRules, draft: QueueState, { fault }: Flush): QueueOutcome {
  const { buffered } = draft;
  if (buffered.length === 0) return { type: 'nothingToFlush' };
  if (fault !== undefined) draft.faults += 1;
  if (fault !== 'crashBefore') for (const asked of buffered) takeIn(rules, draft, asked);
  if (fault !== 'replyLost') draft.buffered = [];
  return fault === undefined ? { type: 'flushed', jobs: buffered.map(({ id }) => id) } : { type: 'noReply' };
}

/** Submits a dead-lettered job again, once, as a new job with all attempts. The old job keeps its status. */
export function resubmit(rules: QueueRules, draft: QueueState, id: string, of: string): QueueOutcome {
  const asked = { id, key: id };
  if (isAmong(rules, draft.buffered, asked)) return { type: 'alreadySubmitted' };
  const dead = draft.jobs.find((job) => job.id === of);
  if (dead === undefined || !isDeadLettered(dead)) return { type: 'notDeadLettered' };
  const outcome = takeIn(rules, draft, asked);
  if (outcome.type !== 'submitted') return outcome;
  dead.resubmittedAs = id;
  return { type: 'resubmitted' };
}
