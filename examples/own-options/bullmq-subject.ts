import type { Queue } from 'bullmq';
import { bullMqSystem } from '../../src/subjects/lease-queue/bullmq.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/index.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/index.ts';

export const mail: LeaseQueueSubject = leaseQueueOn([
  bullMqSystem({
    name: 'mail',
    job: { attempts: 5, backoff: { type: 'exponential', delay: 1_000 } },
    worker: { lockDuration: 60_000, maxStalledCount: 2 },
    keyedBy: 'deduplication',
    calls: (queue: Queue) => ({ add: (name, data, options) => queue.add(name, data, options) }),
  }),
]);
