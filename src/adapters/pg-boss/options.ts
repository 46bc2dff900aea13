import type { JobShown } from '../../alphabets/lease-queue.ts';
import type { PgBossCalls, PgBossInstance, PgBossState } from './module.ts';
import type { PgBossOptions } from './terms.ts';

/** Where pg-boss keeps its tables, and how its queues are used. */
export interface PgBossPlace extends PgBossOptions {
  readonly url: string;
  /** A schema that no other pg-boss uses. */
  readonly schema: string;
  /** Called in the place of the functions of an instance; by default none are. */
  calls?(boss: PgBossInstance): Partial<PgBossCalls>;
  /** Whether each run has to send the same texts; otherwise each run has a queue with a name of its own. */
  readonly isStaged: boolean;
}

/** Background work is switched off, and so is what looks at the server as a whole. */
export const quiet = {
  supervise: false,
  schedule: false,
  registerInstance: false,
  reindex: false,
  monitorVacuum: false,
  // Of several sessions, each would have random numbers of its own.
  max: 1,
} as const;

/** How pg-boss shows a job, in the words of a lease queue. */
export const pgBossShownAs: Readonly<Record<PgBossState, JobShown>> = {
  created: 'waiting',
  retry: 'waiting',
  active: 'held',
  completed: 'done',
  failed: 'dead',
  cancelled: 'gone',
};
