import type { JobShown } from '../../alphabets/lease-queue.ts';
import type {
  BullMqCalls,
  BullMqJob,
  BullMqJobOptions,
  BullMqQueue,
  BullMqState,
  BullMqWorker,
  BullMqWorkerOptions,
} from './module.ts';

/** How BullMQ is used. */
export interface BullMqOptions {
  /** The options of each job: what `add` is given. */
  readonly job?: BullMqJobOptions;
  readonly worker?: BullMqWorkerOptions;
  /** Which option of a job has the key. By default jobs have no keys. */
  readonly keyedBy?: 'deduplication' | 'jobId';
  /** Whether jobs have children, which they wait for. By default they have none. */
  readonly hasChildren?: boolean;
  /** Whether a fetched job that has to fail fails at once, as in a worker of BullMQ with a processor. By default it does. */
  readonly failsDeferred?: boolean;
  /** By default `redis`. */
  readonly storedIn?: 'redis' | 'postgres';
}

/** How BullMQ is used, and what is called in the place of its functions; by default nothing is. */
export interface BullMqUsage extends BullMqOptions {
  calls?(queue: BullMqQueue, worker: BullMqWorker): Partial<BullMqCalls>;
}

/** A job that was handed out, and the token of its lock. */
export interface BullMqHandle {
  readonly job: BullMqJob;
  readonly token: string;
}

/** How BullMQ shows a job, in the words of a lease queue. */
export const shownAs: Readonly<Record<BullMqState, JobShown>> = {
  waiting: 'waiting',
  delayed: 'waiting',
  prioritized: 'waiting',
  'waiting-children': 'waiting',
  active: 'held',
  completed: 'done',
  failed: 'dead',
  unknown: 'gone',
};
