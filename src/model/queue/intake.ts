import type { Flush, QueueOutcome, Submit } from './commands.ts';
import type { QueueRules } from './policies.ts';
import { isPutAside } from './rules.ts';
import type { QueueState, Submission } from './state.ts';

/** A client asks, and remembers whether it had an answer. */
export function submit(rules: QueueRules, draft: QueueState, { job, again: key = job, fault }: Submit): QueueOutcome {
  const outcome = accept(rules, draft, { id: job, key });
  if (draft.unsure.includes(key)) draft.unsure = draft.unsure.filter((unsure) => unsure !== key);
  if (fault === undefined) return outcome;
  draft.faults += 1;
  draft.unsure.push(key);
  return { type: 'noReply' };
}

/** The intake says that a job is accepted as soon as the store has it. Or it keeps it in mind for later, and says so at once. */
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

/** Whatever is known by its id, or by its key, is there already. */
function isAmong({ submitKey }: QueueRules, known: readonly Submission[], { id, key }: Submission): boolean {
  return known.some((one) => one.id === id || (submitKey && one.key === key));
}

/** What was accepted is written down, all at once. Whoever dies before that has forgotten it; whoever does not hear that it is done keeps it. */
export function flush(rules: QueueRules, draft: QueueState, { fault }: Flush): QueueOutcome {
  const { buffered } = draft;
  if (buffered.length === 0) return { type: 'nothingToFlush' };
  if (fault !== undefined) draft.faults += 1;
  if (fault !== 'crashBefore') for (const asked of buffered) takeIn(rules, draft, asked);
  if (fault !== 'replyLost') draft.buffered = [];
  return fault === undefined ? { type: 'flushed', jobs: buffered.map(({ id }) => id) } : { type: 'noReply' };
}

/** What was put aside is submitted again, once, as a job of its own: it keeps its end, and the new one has all its attempts. */
export function resubmit(rules: QueueRules, draft: QueueState, id: string, of: string): QueueOutcome {
  const asked = { id, key: id };
  if (isAmong(rules, draft.buffered, asked)) return { type: 'alreadySubmitted' };
  const dead = draft.jobs.find((job) => job.id === of);
  if (dead === undefined || !isPutAside(dead)) return { type: 'notPutAside' };
  const outcome = takeIn(rules, draft, asked);
  if (outcome.type !== 'submitted') return outcome;
  dead.resubmittedAs = id;
  return { type: 'resubmitted' };
}
