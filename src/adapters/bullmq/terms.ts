import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import { ConfigurationError } from '../../kernel/configuration.ts';
import type { BullMqJobOptions } from './module.ts';
import type { BullMqOptions } from './options.ts';

/** The default of `lockDuration`, in milliseconds. */
export const usualLockMs = 30_000;

/**
 * The terms of BullMQ with these options, as its documentation states them. A job may stall once; a job that has stalled more
 * often fails when a worker asks for it. Of two passes over the active jobs, the first marks those whose lock has to be seen by
 * the second. A report needs the token of the lock, and a locked job is not removed. Jobs are fetched in the order of their
 * addition. On Postgres a lock ends, by the function that is asked, with its last millisecond or after it, and a worker fetches
 * one job by each call. Throws `ConfigurationError` where no terms state what the options do.
 */
export function bullMqTerms({
  job = {},
  worker = {},
  keyedBy,
  storedIn = 'redis',
}: BullMqOptions): Partial<LeaseQueueTerms> {
  const { waitMs, waitAtMostMs, ...growth } = waitTerms(job);
  return {
    leaseMs: worker.lockDuration ?? usualLockMs,
    attempts: job.attempts ?? 1,
    stallLimit: worker.maxStalledCount ?? 1,
    waitMs,
    waitAtMostMs,
    lapsedWaits: false,
    order: job.lifo === true ? 'any' : 'submitted',
    reportedBy: 'holder',
    removesHeld: false,
    failsAtFetch: true,
    passes: 2,
    ...growth,
    ...(keyedBy === undefined ? {} : { keys: keyedBy === 'jobId' ? keysOfIds(job) : 'live' }),
    ...(job.removeOnFail === true && { deadLetters: false }),
    ...(storedIn === 'postgres' && { slackMs: 1, batch: 1 }),
  };
}

/** A job keeps its id until it is removed. */
function keysOfIds({ removeOnComplete = false, removeOnFail = false }: BullMqJobOptions): LeaseQueueTerms['keys'] {
  if (!removeOnComplete)
    throw new ConfigurationError(
      'no terms state how long a completed job keeps its jobId: add removeOnComplete: true, or take deduplication',
    );
  return removeOnFail ? 'live' : 'stored';
}

type Waits = Pick<LeaseQueueTerms, 'waitMs' | 'waitAtMostMs'> & Partial<LeaseQueueTerms>;

function waitTerms({ attempts = 1, backoff }: BullMqJobOptions): Waits {
  if (backoff === undefined) return { waitMs: 0, waitAtMostMs: 0 };
  const { type, delay } = backoff;
  const waits = { waitMs: delay, waitAtMostMs: delay };
  if (type === 'fixed') return { ...waits, waitGrowth: 1, longestWaitMs: delay };
  return { ...waits, waitGrowth: 2, longestWaitMs: delay * 2 ** Math.max(0, attempts - 2) };
}
