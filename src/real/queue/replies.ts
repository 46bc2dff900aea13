import type { QueueFault, QueueOutcome } from '../../alphabets/queue.ts';

/** A fault that happens at a failpoint. */
export type Strike = Exclude<QueueFault, 'clockAhead' | 'clockBehind'>;

/** A reply of the store to a worker. */
export type StoreReply =
  | { readonly type: 'noWork' | 'leaseEnded' | 'renewed' | 'applied' }
  | { readonly type: 'committed' | 'completed' | 'notCommitted' | 'released' | 'failedForGood' }
  | Refusal
  | Extract<QueueOutcome, { type: 'leased' | 'alreadyCommitted' }>;

/** The reply to a worker that has no right to a job, or is too late. */
export type Refusal = Extract<QueueOutcome, { type: 'stale' | 'notRunning' }>;
