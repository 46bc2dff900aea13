import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { GraphileWorkerJobOptions } from './module.ts';

/** How graphile-worker is used. */
export interface GraphileWorkerOptions {
  /** The options of each job. */
  readonly job: GraphileWorkerJobOptions;
  /** Whether a worker is a pool with a local queue, which fetches several jobs by one statement. */
  readonly hasLocalQueue: boolean;
}

/** A documented way to use graphile-worker, and what it promises. */
export interface GraphileWorkerPreset extends GraphileWorkerOptions {
  readonly terms: Partial<LeaseQueueTerms>;
  /** The pages that promise it. */
  readonly pages: readonly string[];
}

const pages = 'https://worker.graphile.org/docs';
const adding = `${pages}/library/add-job`;
const keys = `${pages}/job-key`;
const batching = `${pages}/performance`;

const used: GraphileWorkerOptions = { job: {}, hasLocalQueue: false };

/**
 * The defaults: a job is locked for four hours, and a sweep takes back the locks that are older; 25 attempts, which begin with
 * the lock, so that a lock that is taken back has used one up; after the n-th attempt that failed a job waits for e to the power
 * of n seconds, where n is 10 at most. A job that has used up its attempts stays in the table. A worker may still be at work on a
 * job that was taken back, and its completion deletes the job. Jobs of one priority are fetched
 * in the order of their `run_at`, those of one instant in any order. `completeJobs` removes a job that is not locked.
 */
const usual: Partial<LeaseQueueTerms> = {
  // A lock may be four hours old: it is older in the first millisecond after them.
  leaseMs: 14_400_001,
  attempts: 25,
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
};

/** A worker fetches one job by each statement. */
const single: Partial<LeaseQueueTerms> = { ...usual, batch: 1 };

const usualPages = [
  `${pages}/error-handling`,
  `${pages}/exponential-backoff`,
  `${pages}/admin-functions`,
  `${pages}/pro/recovery`,
  adding,
];

/** The names of the systems with graphile-worker. */
export type GraphileWorkerPresetName =
  | 'graphile-worker'
  | 'graphile-worker-once'
  | 'graphile-worker-backoff'
  | 'graphile-worker-priority'
  | 'graphile-worker-queue'
  | 'graphile-worker-job-key'
  | 'graphile-worker-preserve-run-at'
  | 'graphile-worker-unsafe-dedupe'
  | 'graphile-worker-local-queue';

/** By the name of the system. */
export const graphileWorkerPresets: Readonly<Record<GraphileWorkerPresetName, GraphileWorkerPreset>> = {
  'graphile-worker': { ...used, terms: single, pages: usualPages },
  'graphile-worker-once': {
    ...used,
    job: { maxAttempts: 1 },
    terms: { ...single, attempts: 1 },
    pages: [adding, `${pages}/scaling`],
  },
  'graphile-worker-backoff': {
    ...used,
    job: { maxAttempts: 4 },
    terms: { ...single, attempts: 4 },
    pages: [`${pages}/exponential-backoff`],
  },
  'graphile-worker-priority': { ...used, job: { priority: 1 }, terms: single, pages: [adding] },
  // Jobs of one queue run one at a time.
  'graphile-worker-queue': { ...used, terms: { ...single, groupLimit: 1 }, pages: [adding, pages] },
  'graphile-worker-job-key': {
    ...used,
    job: { maxAttempts: 3 },
    terms: { ...single, attempts: 3, keys: 'replaced' },
    pages: [keys],
  },
  // A new job takes the `run_at` of the job that it replaces.
  'graphile-worker-preserve-run-at': {
    ...used,
    job: { maxAttempts: 3, jobKeyMode: 'preserve_run_at' },
    terms: { ...single, attempts: 3, keys: 'replaced', order: 'any' },
    pages: [keys],
  },
  'graphile-worker-unsafe-dedupe': {
    ...used,
    job: { maxAttempts: 1, jobKeyMode: 'unsafe_dedupe' },
    terms: { ...single, attempts: 1, keys: 'stored' },
    pages: [keys],
  },
  // Of the first jobs that are due, those that stand behind another one of their queue are left out.
  'graphile-worker-local-queue': {
    ...used,
    hasLocalQueue: true,
    terms: { ...usual, groupLimit: 1, fillsBatches: false },
    pages: [batching, adding],
  },
};
