import type { OpenQueueCommand, QueueOutcome, QueuePolicies, QueueTerms, QueueView } from '../../alphabets/queue.ts';
import type { Subject } from '../../kernel/subject.ts';
import type { QueueScope, QueueState } from '../../model/queue/state.ts';

export type { QueueScope } from '../../model/queue/state.ts';

/** The queue as a subject. */
export type QueueSubject = Subject<
  QueueState,
  OpenQueueCommand,
  QueueOutcome,
  QueueView,
  QueuePolicies,
  QueueScope,
  QueueTerms
>;
