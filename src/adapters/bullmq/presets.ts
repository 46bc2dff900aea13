import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { BullMqOptions } from './options.ts';
import { bullMqTerms } from './terms.ts';

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

/** A preset has the terms that follow from its options. */
function preset(promisedBy: readonly string[], options: BullMqOptions): BullMqPreset {
  return { ...options, terms: bullMqTerms(options), pages: promisedBy };
}

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
  bullmq: preset([stalled, fetching], {}),
  'bullmq-fetched': preset([fetching, stalled], { failsDeferred: false }),
  'bullmq-attempts': preset([retrying], { job: { attempts: 3 } }),
  'bullmq-delay': preset([retrying], { job: { attempts: 3, backoff: { type: 'fixed', delay: 10_000 } } }),
  'bullmq-backoff': preset([retrying], { job: { attempts: 4, backoff: { type: 'exponential', delay: 1_000 } } }),
  'bullmq-stalled': preset([stalled], { job: { attempts: 3 }, worker: { maxStalledCount: 0, lockDuration: 60_000 } }),
  'bullmq-deduplication': preset([`${jobs}/deduplication`], { job: { attempts: 3 }, keyedBy: 'deduplication' }),
  'bullmq-job-id': preset([`${jobs}/job-ids`, `${pages}/guide/queues/auto-removal-of-jobs`], {
    keyedBy: 'jobId',
    job: { attempts: 3, removeOnComplete: true, removeOnFail: true },
  }),
  'bullmq-children': preset([`${pages}/guide/flows`, `${pages}/patterns/process-step-jobs`], {
    hasChildren: true,
    job: { attempts: 3 },
  }),
  'bullmq-lifo': preset([`${jobs}/lifo`], { job: { attempts: 3, lifo: true } }),
  'bullmq-priority': preset([`${jobs}/prioritized`], { job: { attempts: 3, priority: 1 } }),
};
