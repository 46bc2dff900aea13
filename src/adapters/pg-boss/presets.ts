import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { PgBossQueueOptions } from './module.ts';
import type { PgBossOptions } from './terms.ts';
import { pgBossTerms } from './terms.ts';

/** A documented way to use pg-boss, and what it promises. */
export interface PgBossPreset extends PgBossOptions {
  readonly terms: Partial<LeaseQueueTerms>;
  /** The pages that promise it. */
  readonly pages: readonly string[];
}

const queues = 'https://pgboss.io/api/queues';
const jobs = 'https://pgboss.io/api/jobs';
const workers = 'https://pgboss.io/api/workers';

/** A preset has the terms that follow from its options. */
function preset(pages: readonly string[], options: PgBossOptions): PgBossPreset {
  return { ...options, terms: pgBossTerms(options), pages };
}

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
  'pg-boss': preset([queues, jobs], {}),
  'pg-boss-delay': preset([queues], { queue: { retryDelay: 10, expireInSeconds: 30 } }),
  'pg-boss-backoff': preset([queues], { queue: { retryBackoff: true } }),
  'pg-boss-heartbeat': preset([queues, `${jobs}#touch-name-id-options`], {
    queue: { heartbeatSeconds: 30, expireInSeconds: 86_400 },
  }),
  'pg-boss-short': preset([queues], { queue: { policy: 'short' } }),
  'pg-boss-singleton': preset([queues], { queue: { policy: 'singleton' } }),
  // Of two jobs of a key one alone waits for its retry: the other one is failed at once.
  'pg-boss-stately': preset([queues, 'https://github.com/timgit/pg-boss/pull/493'], { queue: { policy: 'stately' } }),
  'pg-boss-exclusive': preset([queues], { queue: { policy: 'exclusive' } }),
  'pg-boss-fifo': preset([queues], { queue: { policy: 'key_strict_fifo' } }),
  'pg-boss-groups': preset([workers], { fetch: { groupConcurrency: 1 } }),
};

const queues10 = 'https://github.com/timgit/pg-boss/blob/10.4.2/docs/readme.md#createqueuename-queue';

function preset10(queue: PgBossQueueOptions): PgBossPreset {
  return preset([queues10], { major: 10, queue });
}

/** By the name of the system, where the project has pg-boss 10. */
export const pgBoss10Presets: Readonly<Record<string, PgBossPreset>> = {
  'pg-boss-10': preset10({}),
  'pg-boss-10-delay': preset10({ retryDelay: 10, expireInSeconds: 30 }),
  'pg-boss-10-backoff': preset10({ retryBackoff: true }),
  'pg-boss-10-short': preset10({ policy: 'short' }),
  'pg-boss-10-singleton': preset10({ policy: 'singleton' }),
};
