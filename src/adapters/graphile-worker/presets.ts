import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { GraphileWorkerOptions } from './terms.ts';
import { graphileWorkerTerms } from './terms.ts';

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

/** A preset has the terms that follow from its options. */
function preset(promisedBy: readonly string[], options: GraphileWorkerOptions): GraphileWorkerPreset {
  return { ...options, terms: graphileWorkerTerms(options), pages: promisedBy };
}

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
  'graphile-worker': preset(usualPages, {}),
  'graphile-worker-once': preset([adding, `${pages}/scaling`], { job: { maxAttempts: 1 } }),
  'graphile-worker-backoff': preset([`${pages}/exponential-backoff`], { job: { maxAttempts: 4 } }),
  'graphile-worker-priority': preset([adding], { job: { priority: 1 } }),
  'graphile-worker-queue': preset([adding, pages], { hasQueues: true }),
  'graphile-worker-job-key': preset([keys], { job: { maxAttempts: 3, jobKeyMode: 'replace' } }),
  'graphile-worker-preserve-run-at': preset([keys], { job: { maxAttempts: 3, jobKeyMode: 'preserve_run_at' } }),
  'graphile-worker-unsafe-dedupe': preset([keys], { job: { maxAttempts: 1, jobKeyMode: 'unsafe_dedupe' } }),
  'graphile-worker-local-queue': preset([batching, adding], { hasQueues: true, hasLocalQueue: true }),
};
