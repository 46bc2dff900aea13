import type { WorkerUtils } from 'graphile-worker';
import { graphileWorkerSystem } from '../../src/subjects/lease-queue/graphile-worker.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/index.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/index.ts';

export const mail: LeaseQueueSubject = leaseQueueOn([
  graphileWorkerSystem({
    name: 'mail',
    job: { maxAttempts: 5, jobKeyMode: 'unsafe_dedupe' },
    hasQueues: true,
    calls: (utils: WorkerUtils) => ({ addJob: (task, payload, options) => utils.addJob(task, payload, options) }),
  }),
]);
