export type {
  /** Every command of the subject, those of cut connections included. */
  OpenQueueCommand as QueueCommand,
  QueueOutcome,
  QueuePolicies,
  QueueTerms,
  QueueView,
} from '../../alphabets/queue.ts';
export { queue } from './subject.ts';
export type { QueueScope, QueueSubject } from './subject-type.ts';
