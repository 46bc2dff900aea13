import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/index.ts';
import { leaseQueueOn, leaseQueueSystem } from '../../src/subjects/lease-queue/index.ts';
import { openLibrary } from './library.ts';

const attempts = 3;

export const jobs: LeaseQueueSubject = leaseQueueOn([
  leaseQueueSystem({
    name: 'worker',
    lacks: ['extend', 'spawn'],
    terms: {
      leaseMs: 14_400_001,
      attempts,
      waitMs: 1_000,
      waitAtMostMs: 1_000,
      waitsGrowBy: 'exp',
      longestWaitMs: 22_026_466,
      order: 'time',
      reportedBy: 'anyone',
      batch: 1,
    },
    guesses: 20,
    open: () => openLibrary(attempts),
  }),
]);
