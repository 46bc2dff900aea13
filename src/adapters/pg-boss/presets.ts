import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { PgBossQueueOptions } from './module.ts';

/** A documented way to use pg-boss, and what it promises. */
export interface PgBossPreset {
  readonly queue: PgBossQueueOptions;
  /** The version of pg-boss; by default 12. */
  readonly major?: 10 | 12;
  readonly terms: Partial<LeaseQueueTerms>;
  /** The pages that promise it. */
  readonly pages: readonly string[];
}

const queues = 'https://pgboss.io/api/queues';
const jobs = 'https://pgboss.io/api/jobs';
const workers = 'https://pgboss.io/api/workers';

/**
 * The defaults of a queue: 15 minutes until a job expires, and 2 retries at once. A job that expires is retried as a job that
 * fails, by the next pass of maintenance. Jobs are fetched in the order of their creation, those of one instant in any order; a fetched attempt is reported on by
 * its own worker; `deleteJob` removes a job in any state.
 */
const standard: Partial<LeaseQueueTerms> = {
  // A job may be active for 15 minutes: it has expired in the first millisecond after them.
  leaseMs: 900_001,
  attempts: 3,
  waitMs: 0,
  waitAtMostMs: 0,
  lapsedWaits: true,
  order: 'time',
  reportedBy: 'holder',
  removesHeld: true,
  passes: 1,
};

/**
 * Where jobs of one key or group are not active together: of the first jobs of a batch, those that another one of the batch
 * keeps out are left out, and no later job takes their place.
 */
const limited: Partial<LeaseQueueTerms> = { ...standard, fillsBatches: false };

/** Where the wait doubles from one second on, and each is up to twice as long by chance: 2 retries wait at most 4 seconds. */
const doubling: Partial<LeaseQueueTerms> = {
  waitMs: 1_000,
  waitAtMostMs: 2_000,
  waitGrowth: 2,
  longestWaitMs: 4_000,
};

/** The names of the systems with pg-boss. */
export type PgBossPresetName =
  | 'pg-boss'
  | 'pg-boss-delay'
  | 'pg-boss-backoff'
  | 'pg-boss-heartbeat'
  | 'pg-boss-short'
  | 'pg-boss-singleton'
  | 'pg-boss-stately'
  | 'pg-boss-exclusive'
  | 'pg-boss-fifo'
  | 'pg-boss-groups';

/** By the name of the system. */
export const pgBossPresets: Readonly<Record<PgBossPresetName, PgBossPreset>> = {
  'pg-boss': { queue: {}, terms: standard, pages: [queues, jobs] },
  'pg-boss-delay': {
    queue: { retryDelay: 10, expireInSeconds: 30 },
    terms: { ...standard, leaseMs: 30_001, waitMs: 10_000, waitAtMostMs: 10_000, waitGrowth: 1, longestWaitMs: 10_000 },
    pages: [queues],
  },
  'pg-boss-backoff': { queue: { retryBackoff: true }, terms: { ...standard, ...doubling }, pages: [queues] },
  'pg-boss-heartbeat': {
    queue: { heartbeatSeconds: 30, expireInSeconds: 86_400 },
    terms: { ...standard, leaseMs: 30_001 },
    pages: [queues, `${jobs}#touch-name-id-options`],
  },
  'pg-boss-short': { queue: { policy: 'short' }, terms: { ...standard, keys: 'waiting' }, pages: [queues] },
  'pg-boss-singleton': { queue: { policy: 'singleton' }, terms: { ...limited, keys: 'active' }, pages: [queues] },
  'pg-boss-stately': {
    queue: { policy: 'stately' },
    terms: { ...limited, keys: 'eachState' },
    // Of two jobs of a key one alone waits for its retry: the other one is failed at once.
    pages: [queues, 'https://github.com/timgit/pg-boss/pull/493'],
  },
  'pg-boss-exclusive': { queue: { policy: 'exclusive' }, terms: { ...standard, keys: 'live' }, pages: [queues] },
  'pg-boss-fifo': { queue: { policy: 'key_strict_fifo' }, terms: { ...standard, keys: 'inTurn' }, pages: [queues] },
  'pg-boss-groups': { queue: {}, terms: { ...limited, groupLimit: 1 }, pages: [workers] },
};

const queues10 = 'https://github.com/timgit/pg-boss/blob/10.4.2/docs/readme.md#createqueuename-queue';

/** Of pg-boss 10: any worker with the id of a job may report on the job, also after its lease. */
const standard10: Partial<LeaseQueueTerms> = { ...standard, reportedBy: 'anyone' };

/** By the name of the system, where the project has pg-boss 10. */
export const pgBoss10Presets: Readonly<Record<string, PgBossPreset>> = {
  'pg-boss-10': { major: 10, queue: {}, terms: standard10, pages: [queues10] },
  'pg-boss-10-delay': {
    major: 10,
    queue: { retryDelay: 10, expireInSeconds: 30 },
    terms: { ...pgBossPresets['pg-boss-delay'].terms, reportedBy: 'anyone' },
    pages: [queues10],
  },
  'pg-boss-10-backoff': {
    major: 10,
    queue: { retryBackoff: true },
    terms: { ...standard10, ...doubling },
    pages: [queues10],
  },
  'pg-boss-10-short': {
    major: 10,
    queue: { policy: 'short' },
    terms: { ...standard10, keys: 'waiting' },
    pages: [queues10],
  },
  'pg-boss-10-singleton': {
    major: 10,
    queue: { policy: 'singleton' },
    terms: { ...limited, reportedBy: 'anyone', keys: 'active' },
    pages: [queues10],
  },
};
