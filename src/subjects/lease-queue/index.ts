export { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
export type { LeaseLibraryKind, LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
export type {
  HandedJob,
  JobShown,
  LeaseLibrary,
  LeaseQueueAnswer,
  LeaseQueueCommand,
  LeaseQueueFault,
  LeaseQueueShown,
  LeaseQueueTerms,
} from '../../alphabets/lease-queue.ts';
export type { LeaseQueueScope, LeaseQueueState } from '../../model/lease-queue/state.ts';
export { leaseQueue, leaseQueueOn } from './subject.ts';
export type { LeaseQueueSubject } from './subject.ts';
