export { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
export type { LeaseLibraryKind, LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
export { openMovedTime } from '../../adapters/moved-time.ts';
export type { MovedTime } from '../../adapters/moved-time.ts';
export { movingTime, shadowedTime } from '../../adapters/shadowed-time.ts';
export type {
  ActorLibrary,
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
