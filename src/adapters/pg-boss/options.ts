import type { JobShown } from '../../alphabets/lease-queue.ts';
import type { PgBossQueueOptions, PgBossState } from './module.ts';

/** Where pg-boss keeps its tables, and with which options its queues are made. */
export interface PgBossPlace {
  readonly url: string;
  /** A schema that no other pg-boss uses. */
  readonly schema: string;
  readonly queue: PgBossQueueOptions;
  /** The version of pg-boss; by default 12. */
  readonly major?: 10 | 12 | undefined;
  /** How many jobs of a group may be held at a time, as an option of each fetch; 0: no such option. */
  readonly groupLimit: number;
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
