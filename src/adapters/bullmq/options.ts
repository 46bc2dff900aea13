import type { JobShown } from '../../alphabets/lease-queue.ts';
import type { BullMqJob, BullMqJobOptions, BullMqState, BullMqWorkerOptions } from './module.ts';

/** How BullMQ is used. */
export interface BullMqOptions {
  readonly job: BullMqJobOptions;
  readonly worker: BullMqWorkerOptions;
  /** Which option of a job has the key. */
  readonly keyedBy: 'deduplication' | 'jobId';
  /** Whether jobs have children, which they wait for. */
  readonly hasChildren: boolean;
  /** Whether a fetched job that has to fail fails at once, as in a worker of BullMQ with a processor. */
  readonly failsDeferred: boolean;
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
