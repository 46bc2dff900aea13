import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { BullMqOptions } from './options.ts';

/** A documented way to use BullMQ, and what it promises. */
export interface BullMqPreset extends BullMqOptions {
  readonly terms: Partial<LeaseQueueTerms>;
  /** The pages that promise it. */
  readonly pages: readonly string[];
}

const pages = 'https://docs.bullmq.io';
const jobs = `${pages}/guide/jobs`;
const fetching = `${pages}/patterns/manually-fetching-jobs`;
const stalled = `${jobs}/stalled`;
const retrying = `${pages}/guide/retrying-failing-jobs`;

const used: BullMqOptions = { job: {}, worker: {}, keyedBy: 'deduplication', hasChildren: false, failsDeferred: true };

/**
 * The defaults: a lock of 30 seconds; one try, and one more where the lock ran out, since a job may stall once. A job that has
 * stalled more often fails when a worker asks for it. Of two passes over the active jobs, the first marks those whose lock has
 * to be seen by the second. A report needs the token of the lock, and a locked job is not removed. Jobs are fetched in the order
 * of their addition.
 */
const usual: Partial<LeaseQueueTerms> = {
  leaseMs: 30_000,
  attempts: 1,
  stallLimit: 1,
  waitMs: 0,
  waitAtMostMs: 0,
  lapsedWaits: false,
  order: 'submitted',
  reportedBy: 'holder',
  removesHeld: false,
  failsAtFetch: true,
  passes: 2,
};

const threeTries: Partial<LeaseQueueTerms> = { ...usual, attempts: 3 };

/** The names of the systems with BullMQ. */
export type BullMqPresetName =
  | 'bullmq'
  | 'bullmq-fetched'
  | 'bullmq-attempts'
  | 'bullmq-delay'
  | 'bullmq-backoff'
  | 'bullmq-stalled'
  | 'bullmq-deduplication'
  | 'bullmq-job-id'
  | 'bullmq-children'
  | 'bullmq-lifo'
  | 'bullmq-priority';

/** By the name of the system. */
export const bullMqPresets: Readonly<Record<BullMqPresetName, BullMqPreset>> = {
  bullmq: { ...used, terms: usual, pages: [stalled, fetching] },
  'bullmq-fetched': { ...used, failsDeferred: false, terms: usual, pages: [fetching, stalled] },
  'bullmq-attempts': { ...used, job: { attempts: 3 }, terms: threeTries, pages: [retrying] },
  'bullmq-delay': {
    ...used,
    job: { attempts: 3, backoff: { type: 'fixed', delay: 10_000 } },
    terms: { ...threeTries, waitMs: 10_000, waitAtMostMs: 10_000, waitGrowth: 1, longestWaitMs: 10_000 },
    pages: [retrying],
  },
  'bullmq-backoff': {
    ...used,
    job: { attempts: 4, backoff: { type: 'exponential', delay: 1_000 } },
    terms: { ...usual, attempts: 4, waitMs: 1_000, waitAtMostMs: 1_000, waitGrowth: 2, longestWaitMs: 4_000 },
    pages: [retrying],
  },
  'bullmq-stalled': {
    ...used,
    job: { attempts: 3 },
    worker: { maxStalledCount: 0, lockDuration: 60_000 },
    terms: { ...threeTries, stallLimit: 0, leaseMs: 60_000 },
    pages: [stalled],
  },
  'bullmq-deduplication': {
    ...used,
    job: { attempts: 3 },
    terms: { ...threeTries, keys: 'live' },
    pages: [`${jobs}/deduplication`],
  },
  'bullmq-job-id': {
    ...used,
    keyedBy: 'jobId',
    job: { attempts: 3, removeOnComplete: true, removeOnFail: true },
    terms: { ...threeTries, keys: 'live', deadLetters: false },
    pages: [`${jobs}/job-ids`, `${pages}/guide/queues/auto-removal-of-jobs`],
  },
  'bullmq-children': {
    ...used,
    hasChildren: true,
    job: { attempts: 3 },
    terms: threeTries,
    pages: [`${pages}/guide/flows`, `${pages}/patterns/process-step-jobs`],
  },
  'bullmq-lifo': {
    ...used,
    job: { attempts: 3, lifo: true },
    terms: { ...threeTries, order: 'any' },
    pages: [`${jobs}/lifo`],
  },
  'bullmq-priority': { ...used, job: { attempts: 3, priority: 1 }, terms: threeTries, pages: [`${jobs}/prioritized`] },
};
