import type { LeaseLockSubject } from '../../src/subjects/lease-lock/index.ts';
import { leaseLockOn, leaseLockSystem } from '../../src/subjects/lease-lock/index.ts';
import { openLocks } from './lock.ts';

export const locks: LeaseLockSubject = leaseLockOn([
  leaseLockSystem({
    name: 'set-nx',
    terms: { leaseMs: 30_000 },
    lacks: ['extend'],
    open: async ({ leaseMs }) => openLocks(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', leaseMs),
  }),
]);
