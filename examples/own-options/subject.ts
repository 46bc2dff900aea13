import type { PgBoss } from 'pg-boss';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/index.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/index.ts';
import { pgBossSystem } from '../../src/subjects/lease-queue/pg-boss.ts';
import { mailQueue, markSent } from './mail.ts';

export const mail: LeaseQueueSubject = leaseQueueOn([
  pgBossSystem({
    name: 'mail',
    queue: mailQueue,
    calls: (boss: PgBoss) => ({ complete: (queue, job) => markSent(boss, queue, job) }),
  }),
]);
