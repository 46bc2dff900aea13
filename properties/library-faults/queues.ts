import type { LeaseQueueSystemKind } from '../../src/adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../src/adapters/lease-queue-system.ts';
import type { LeaseLibrary, LeaseQueueTerms } from '../../src/alphabets/lease-queue.ts';
import { openMemoryLeaseQueue } from '../../src/real/lease-queue/memory.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { loadPatched } from './planted-source.ts';
import type { QueueFault } from './queue-faults.ts';
import { queueFaults } from './queue-faults.ts';

type Open = (terms: LeaseQueueTerms) => LeaseLibrary;

/** The queue in memory with a fault, and, as a system of its own, the queue without it under the same terms. */
function systemsWith({ name, mended, terms, changes }: QueueFault): LeaseQueueSystemKind[] {
  let loaded: Promise<unknown> | undefined;
  const open = async (all: LeaseQueueTerms): Promise<LeaseLibrary> => {
    loaded ??= loadPatched('src/real/lease-queue/memory.ts', changes);
    const module = (await loaded) as { readonly openMemoryLeaseQueue: Open };
    return module.openMemoryLeaseQueue(all);
  };
  return [
    leaseQueueSystem({ name, terms, open }),
    leaseQueueSystem({ name: mended, terms, open: async (all) => openMemoryLeaseQueue(all) }),
  ];
}

/** The contract of a lease queue, on queues with the faults of libraries, and on queues without them. */
export const faultyQueues: LeaseQueueSubject = leaseQueueOn(queueFaults.flatMap(systemsWith));
