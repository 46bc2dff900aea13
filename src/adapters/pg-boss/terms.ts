import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { PgBossQueueOptions } from './module.ts';

/** How a queue of pg-boss is used, by the names and units of its documentation. */
export interface PgBossOptions {
  /** The options of the queue: what `createQueue` is given. */
  readonly queue?: PgBossQueueOptions;
  /** The options of each fetch. */
  readonly fetch?: { readonly groupConcurrency?: number };
  /** The version of pg-boss; by default 12. */
  readonly major?: 10 | 12;
}

/** What the policies of a queue make of a `singletonKey`. */
const keysBy: Readonly<Record<NonNullable<PgBossQueueOptions['policy']>, Partial<LeaseQueueTerms>>> = {
  standard: {},
  short: { keys: 'waiting' },
  singleton: { keys: 'active' },
  stately: { keys: 'eachState' },
  exclusive: { keys: 'live' },
  key_strict_fifo: { keys: 'inTurn' },
};

/** The default of `expireInSeconds`, of `retryLimit`, and the last retry after which a wait doubles. */
const usualExpirySeconds = 900;
const usualRetries = 2;
const mostDoublings = 16;

/**
 * The terms of a queue with these options, as the documentation of pg-boss states them. A job that expires is retried as a job
 * that fails, by the next pass of maintenance. Jobs are fetched in the order of their creation, those of one instant in any
 * order; `deleteJob` removes a job in any state.
 */
export function pgBossTerms({ queue = {}, fetch = {}, major = 12 }: PgBossOptions): Partial<LeaseQueueTerms> {
  const { policy = 'standard', retryLimit = usualRetries } = queue;
  const leaseSeconds = queue.heartbeatSeconds ?? queue.expireInSeconds ?? usualExpirySeconds;
  const { groupConcurrency = 0 } = fetch;
  const { waitMs, waitAtMostMs, ...growth } = waitTerms(queue, retryLimit);
  // Of the first jobs of a batch, those that another one of the batch keeps out are left out, and no later job takes their place.
  const isLimited = policy === 'singleton' || policy === 'stately' || groupConcurrency > 0;
  return {
    // A job may be active for so long: it has expired in the first millisecond after that.
    leaseMs: 1_000 * leaseSeconds + 1,
    attempts: retryLimit + 1,
    waitMs,
    waitAtMostMs,
    lapsedWaits: true,
    order: 'time',
    // From 12 on a fetched attempt is reported on by its own worker, and before by any worker with the id of the job.
    reportedBy: major === 10 ? 'anyone' : 'holder',
    removesHeld: true,
    passes: 1,
    ...growth,
    ...(isLimited && { fillsBatches: false }),
    ...keysBy[policy],
    ...(groupConcurrency > 0 && { groupLimit: groupConcurrency }),
  };
}

type Waits = Pick<LeaseQueueTerms, 'waitMs' | 'waitAtMostMs'> & Partial<LeaseQueueTerms>;

/** With `retryBackoff` the wait doubles, and each is up to twice as long by chance; otherwise all waits are alike. */
function waitTerms(
  { retryDelay = 0, retryBackoff = false, retryDelayMax = Infinity }: PgBossQueueOptions,
  retries: number,
): Waits {
  if (!retryBackoff) {
    const waitMs = 1_000 * retryDelay;
    if (waitMs === 0) return { waitMs, waitAtMostMs: waitMs };
    return { waitMs, waitAtMostMs: waitMs, waitGrowth: 1, longestWaitMs: waitMs };
  }
  const waitMs = 1_000 * Math.max(1, retryDelay);
  const longestWaitMs = Math.min(1_000 * retryDelayMax, waitMs * 2 ** Math.min(mostDoublings, retries));
  return { waitMs, waitAtMostMs: 2 * waitMs, waitGrowth: 2, longestWaitMs };
}
