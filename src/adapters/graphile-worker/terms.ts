import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { GraphileWorkerJobOptions } from './module.ts';

/** How graphile-worker is used. */
export interface GraphileWorkerOptions {
  /** The options of each job: what `addJob` is given. Where they have a `jobKeyMode`, jobs may have a `jobKey`. */
  readonly job?: GraphileWorkerJobOptions;
  /** Whether jobs may have a `queueName`, of which one runs at a time. By default they have none. */
  readonly hasQueues?: boolean;
  /** Whether a worker is a pool with a local queue, which fetches several jobs by one statement. By default it is none. */
  readonly hasLocalQueue?: boolean;
}

/** The default of `maxAttempts`. */
const usualAttempts = 25;

/** A new job takes the `run_at` of the job that it replaces, or stays out while there is another one of its key. */
const keysBy: Readonly<Record<NonNullable<GraphileWorkerJobOptions['jobKeyMode']>, Partial<LeaseQueueTerms>>> = {
  replace: { keys: 'replaced' },
  preserve_run_at: { keys: 'replaced', order: 'any' },
  unsafe_dedupe: { keys: 'stored' },
};

/**
 * The terms of graphile-worker with these options, as its documentation states them. A job is locked for four hours, and a sweep
 * takes back the locks that are older. Attempts begin with the lock, so that a lock that is taken back has used one up; after the
 * n-th attempt that failed a job waits for e to the power of n seconds, where n is 10 at most. A job that has used up its
 * attempts stays in the table. A worker may still be at work on a job that was taken back, and its completion deletes the job.
 * Jobs of one priority are fetched in the order of their `run_at`, those of one instant in any order. `completeJobs` removes a
 * job that is not locked.
 */
export function graphileWorkerTerms({
  job = {},
  hasQueues = false,
  hasLocalQueue = false,
}: GraphileWorkerOptions): Partial<LeaseQueueTerms> {
  return {
    // A lock may be four hours old: it is older in the first millisecond after them.
    leaseMs: 14_400_001,
    attempts: job.maxAttempts ?? usualAttempts,
    stallLimit: -1,
    waitMs: 1_000,
    waitAtMostMs: 1_000,
    waitsGrowBy: 'exp',
    longestWaitMs: 22_026_466,
    lapsedWaits: false,
    order: 'time',
    reportedBy: 'anyone',
    removesHeld: false,
    deadLetters: true,
    passes: 1,
    // A worker fetches one job by each statement.
    ...(!hasLocalQueue && { batch: 1 }),
    ...(hasQueues && { groupLimit: 1 }),
    ...(job.jobKeyMode === undefined ? {} : keysBy[job.jobKeyMode]),
    // Of the first jobs that are due, those that stand behind another one of their queue are left out.
    ...(hasLocalQueue && { fillsBatches: false }),
  };
}
