import type {
  Lease,
  QueueCommand,
  QueueLimits,
  QueueOutcome,
  QueueTerms,
  QueueView,
  Retry,
} from '../../alphabets/queue.ts';
import type { Invariant } from '../../kernel/invariant.ts';
import { backoffMs, bucketFullAtMs, jobsInFlight } from './rules.ts';

/** Hold in every state and across every step, under these limits. */
export function budgetInvariants(
  limits: QueueLimits & QueueTerms,
): readonly Invariant<QueueView, QueueCommand, QueueOutcome>[] {
  const { attempts, inFlight, retries, refillMs } = limits;
  return [
    {
      id: 'INV_013',
      says: 'No job is tried more often than its budget of attempts allows.',
      holds: (view) => view.jobs.every((job) => job.attempts <= attempts),
    },
    {
      id: 'INV_014',
      says: 'A retry waits until its backoff is over.',
      holdsAcross: (before, _command, _outcome, after) =>
        retries === 0 ||
        (after.leases.every((lease) => isBackoffKept(limits, before, after, lease)) &&
          before.jobs.every((was) => {
            const isTriedAgain =
              was.attempts > 0 && after.jobs.some(({ id, attempts: is }) => id === was.id && is > was.attempts);
            return !isTriedAgain || was.retryAtMs <= before.nowMs;
          })),
    },
    {
      id: 'INV_015',
      says: 'The retries of all jobs together keep within the token bucket: no stretch of time has more retries than the bucket holds and wins back.',
      holdsAcross: (before, _command, _outcome, after) =>
        retries === 0 ||
        (areRetriesPaid(limits, before, after) && bucketFullAtMs(after) - after.nowMs <= retries * refillMs),
    },
    {
      id: 'INV_016',
      says: 'No more jobs are in flight than the cap allows.',
      holds: (view) => inFlight === 0 || jobsInFlight(view) <= inFlight,
    },
  ];
}

/** Where a lease was granted or renewed: the next attempt waits from its end on. */
function isBackoffKept(
  terms: QueueTerms,
  before: QueueView,
  after: QueueView,
  { execution, job, expiresAtMs }: Lease,
): boolean {
  const was = before.leases.find((lease) => lease.execution === execution);
  if (was?.expiresAtMs === expiresAtMs) return true;
  const now = after.jobs.find(({ id }) => id === job);
  return now === undefined || now.retryAtMs >= expiresAtMs + backoffMs(terms, now.attempts);
}

/** Each retry that begins takes a whole token out of the bucket, and no token comes back. */
function areRetriesPaid({ refillMs }: QueueTerms, before: QueueView, after: QueueView): boolean {
  const begun = after.executions.filter(
    ({ id, attempt }) => attempt > 1 && !before.executions.some((was) => was.id === id),
  );
  const areAllPaid = begun.every(({ id }) => after.retries.some(({ execution }) => execution === id));
  const areKept = before.retries.every((was, at) => sameRetry(was, after.retries[at]));
  const areWhole = after.retries.every(({ fullAtMs }, at) => {
    if (at < before.retries.length) return true;
    const fullBeforeMs = after.retries[at - 1]?.fullAtMs ?? 0;
    return fullAtMs >= Math.max(fullBeforeMs, before.nowMs) + refillMs;
  });
  return areAllPaid && areKept && areWhole;
}

function sameRetry(one: Retry, other: Retry | undefined): boolean {
  return one.execution === other?.execution && one.fullAtMs === other.fullAtMs;
}
