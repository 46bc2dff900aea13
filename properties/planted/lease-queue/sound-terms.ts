import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';

/** Terms under which the lease queue without a bug is checked: each value of each term, and what works together. */
export const soundTerms: Readonly<Record<string, Partial<LeaseQueueTerms>>> = {
  usual: {},
  'reports by anyone': { reportedBy: 'anyone' },
  'keys of waiting jobs': { keys: 'waiting' },
  'keys of live jobs, larger groups': { keys: 'live', groupLimit: 2, batch: 4 },
  'keys of held jobs': { keys: 'active' },
  'one job of a key in each state': { keys: 'eachState' },
  'jobs of a key in turn': { keys: 'inTurn', attempts: 2 },
  'keys of jobs that are kept': { keys: 'stored', attempts: 1 },
  'new jobs replace others of their key': { keys: 'replaced' },
  'new jobs replace others of their key, one stall': { keys: 'replaced', stallLimit: 1, passes: 2, failsAtFetch: true },
  'waits that grow by the exponential function': { waitsGrowBy: 'exp', waitMs: 1_000, waitAtMostMs: 1_000 },
  'groups, leases free at once': { groupLimit: 1, passes: 0 },
  'two passes, one stall, waits within bounds': { stallLimit: 1, passes: 2, waitAtMostMs: 20_000 },
  'one attempt, no stall': { stallLimit: 0, passes: 0, attempts: 1 },
  'waits after a lease that is free at once': { passes: 0, lapsedWaits: true, attempts: 4 },
  'waits after a lease': { lapsedWaits: true, attempts: 4, longestWaitMs: 15_000 },
  'in order of time, batches not filled': { order: 'time', fillsBatches: false, batch: 3 },
  'in order, without waits': { order: 'submitted', passes: 0, waitMs: 0, waitAtMostMs: 0 },
  'removal of held jobs, no dead letters': { removesHeld: true, deadLetters: false, passes: 3 },
  'stalled jobs fail at their next fetch': { stallLimit: 1, passes: 2, failsAtFetch: true, attempts: 2 },
  'deadlines within bounds': { slackMs: 500 },
};
