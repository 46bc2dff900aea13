import type { Invariant } from '../../kernel/invariant.ts';
import type { QueueCommand, QueueOutcome } from './commands.ts';
import type { QueueLimits } from './policies.ts';
import { bucketFullAtMs, jobsInFlight, refillMs } from './rules.ts';
import type { QueueView } from './state.ts';

/** Hold in every state and across every step, for a retry budget that goes so far. */
export function budgetInvariants({
  attempts,
  inFlight,
  retries,
}: QueueLimits): readonly Invariant<QueueView, QueueCommand, QueueOutcome>[] {
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
        before.jobs.every((was) => {
          const isTriedAgain =
            was.attempts > 0 && after.jobs.some(({ id, attempts: is }) => id === was.id && is > was.attempts);
          return retries === 0 || !isTriedAgain || was.retryAtMs <= before.nowMs;
        }),
    },
    {
      id: 'INV_015',
      says: 'The retries of all jobs together keep within the token bucket: in any stretch of time there are no more than it holds and wins back.',
      holds: (view) => retries === 0 || bucketFullAtMs(view) - view.nowMs <= retries * refillMs,
    },
    {
      id: 'INV_016',
      says: 'No more jobs are in flight than the cap allows.',
      holds: (view) => inFlight === 0 || jobsInFlight(view) <= inFlight,
    },
  ];
}
