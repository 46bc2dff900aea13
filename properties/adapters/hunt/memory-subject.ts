import type { LeaseQueueSystemKind } from '../../../src/adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../../src/adapters/lease-queue-system.ts';
import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import { openMemoryLeaseQueue } from '../../../src/real/lease-queue/memory.ts';
import type { LeaseQueueSubject } from '../../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../../src/subjects/lease-queue/subject.ts';

/** The queue in memory, which keeps other terms than its system states. */
function memory(name: string, kept: Partial<LeaseQueueTerms>): LeaseQueueSystemKind {
  return leaseQueueSystem({
    name,
    concurrent: true,
    open: async (terms) => openMemoryLeaseQueue({ ...terms, ...kept }),
  });
}

export const memorySystems: readonly LeaseQueueSystemKind[] = [
  memory('sound', {}),
  memory('takes-late-reports', { reportedBy: 'anyone' }),
];

/** The lease queue in memory, sound and with a bug. */
export const memoryQueues: LeaseQueueSubject = leaseQueueOn(memorySystems);
