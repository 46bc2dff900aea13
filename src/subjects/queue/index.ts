export type {
  OpenQueueCommand,
  QueueCommand,
  QueueOutcome,
  QueuePolicies,
  QueueTerms,
  QueueView,
} from '../../alphabets/queue.ts';
export { queue } from './subject.ts';
export type { QueueScope, QueueSubject } from './subject-type.ts';
