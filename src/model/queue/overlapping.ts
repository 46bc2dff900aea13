import type { QueueCommand, QueueJob, QueueOutcome } from '../../alphabets/queue.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { OverlappingEnding } from '../../kernel/model.ts';
import type { QueueRules } from './rules.ts';
import { isAvailable, isSpent, isUnfinished } from './rules.ts';
import type { QueueState } from './state.ts';
import { failIfSpent, queueStep } from './step.ts';

/** Why a lease need not take the first free job, nor dead-letter every spent one, while another operation overlaps. */
export const leasePassesOver = 'a lease passes over a job that another transaction is at';

/** Why a reconciler need not finish every committed job while another operation overlaps. */
export const reconcilerMisses = 'a reconciler does not see what is not committed when it looks';

/** Why a job may be submitted again that is not dead-lettered before another operation overlaps. */
const leaseFailsFirst = 'a lease dead-letters a job in a transaction of its own, before it takes a job';

/**
 * Endings of a lease and of a reconciler that leave some jobs as they are, as if another transaction had locked them or had
 * not committed yet; with a known outcome, only endings that may have this outcome. And the ending of a resubmission between the
 * two steps of a lease.
 */
export function overlappingQueueEndings(
  rules: QueueRules,
): (
  state: QueueState,
  command: QueueCommand,
  outcome?: QueueOutcome | null,
) => readonly OverlappingEnding<QueueState, QueueOutcome>[] {
  return (state, command, outcome = null) => {
    if (command.type === 'lease' && isAsking(state, command.worker))
      return passingOver(rules, state, command, leaseSkips(rules, state, outcome), leasePassesOver);
    if (command.type === 'reconcile' && rules.reconcile)
      return passingOver(rules, state, command, reconcilerSkips(state, outcome), reconcilerMisses);
    if (command.type === 'resubmit') return afterLeaseFails(rules, state, command);
    return [];
  };
}

/** How a job without attempts left is submitted again, after a lease has dead-lettered it and before the lease takes a job. */
function afterLeaseFails(
  rules: QueueRules,
  state: QueueState,
  command: Extract<QueueCommand, { type: 'resubmit' }>,
): OverlappingEnding<QueueState, QueueOutcome>[] {
  const isSpentJob = state.jobs.some((job) => job.id === command.of && isSpent(rules, state, job));
  if (!isSpentJob) return [];
  const step = (draft: QueueState): QueueOutcome => {
    for (const job of draft.jobs) if (job.id === command.of) failIfSpent(rules, draft, job);
    return queueStep(rules)(draft, command);
  };
  const ending = stepOnCopy({ step }, state, command);
  return ending.outcome.type === 'resubmitted' ? [{ ...ending, because: leaseFailsFirst }] : [];
}

/** Whether a lease of this worker reaches the store. */
function isAsking({ workers }: QueueState, name: string): boolean {
  const worker = workers[name];
  return worker !== undefined && worker.isUp && worker.holding === null;
}

function passingOver(
  rules: QueueRules,
  state: QueueState,
  command: QueueCommand,
  skips: readonly (readonly string[])[],
  because: string,
): OverlappingEnding<QueueState, QueueOutcome>[] {
  return skips
    .filter((skipped) => skipped.length > 0)
    .map((skipped) => {
      const { state: after, outcome } = stepOnCopy({ step: queueStep(rules, new Set(skipped)) }, state, command);
      return { state: after, outcome, because };
    });
}

/** The free jobs before the one that is granted, or all of them, together with some of the spent jobs. */
function leaseSkips(rules: QueueRules, state: QueueState, outcome: QueueOutcome | null): string[][] {
  const free = idsOf(state.jobs.filter((job) => isAvailable(rules, state, job)));
  const spent = idsOf(state.jobs.filter((job) => isSpent(rules, state, job)));
  return lengthsFor(outcome, free).flatMap((length) => someOf(spent).map((some) => free.slice(0, length).concat(some)));
}

/** How many of the free jobs were passed over if the lease had this outcome. */
function lengthsFor(outcome: QueueOutcome | null, free: readonly string[]): number[] {
  if (outcome?.type === 'noWork') return [free.length];
  if (outcome?.type !== 'leased') return [...free.keys(), free.length];
  const place = free.indexOf(outcome.job);
  return place < 0 ? [] : [place];
}

function reconcilerSkips(state: QueueState, outcome: QueueOutcome | null): string[][] {
  const unfinished = idsOf(state.jobs.filter((job) => isUnfinished(state, job)));
  if (outcome?.type === 'nothingToReconcile') return [unfinished];
  if (outcome?.type !== 'reconciled') return someOf(unfinished);
  return [unfinished.filter((job) => !outcome.jobs.includes(job))];
}

/** Of more jobs than this not every selection is listed. */
const mostSelected = 4;

/** Every selection of the jobs. Of many jobs: none, each one alone, and all. */
function someOf(jobs: readonly string[]): string[][] {
  if (jobs.length > mostSelected) return [[], ...jobs.map((job) => [job]), [...jobs]];
  return Array.from({ length: 2 ** jobs.length }, (_, selection) =>
    jobs.filter((__, at) => (selection >> at) % 2 === 1),
  );
}

function idsOf(jobs: readonly QueueJob[]): string[] {
  return jobs.map(({ id }) => id);
}
