import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';

/** The terms of a lease queue that says nothing else. */
export const usualTerms: LeaseQueueTerms = {
  leaseMs: 30_000,
  attempts: 3,
  stallLimit: -1,
  failsAtFetch: false,
  waitMs: 10_000,
  waitAtMostMs: 10_000,
  waitsGrowBy: 'factor',
  waitGrowth: 2,
  longestWaitMs: 60_000,
  lapsedWaits: false,
  keys: 'none',
  groupLimit: 0,
  order: 'any',
  reportedBy: 'holder',
  removesHeld: false,
  deadLetters: true,
  passes: 1,
  batch: 2,
  fillsBatches: true,
  slackMs: 0,
};
