export type { QueueCommand, QueueOutcome, QueuePolicies, QueueView } from '../../alphabets/queue.ts';
export { queue } from './subject.ts';
export type { QueueScope, QueueSubject } from './subject-type.ts';
