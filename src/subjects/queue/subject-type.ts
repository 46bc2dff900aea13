import type { Subject } from '../../kernel/subject.ts';
import type { QueueCommand, QueueOutcome } from '../../model/queue/commands.ts';
import type { QueuePolicies } from '../../model/queue/policies.ts';
import type { QueueScope, QueueState, QueueView } from '../../model/queue/state.ts';

/** The queue as a subject. */
export type QueueSubject = Subject<QueueState, QueueCommand, QueueOutcome, QueueView, QueuePolicies, QueueScope>;
