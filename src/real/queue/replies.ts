import type { QueueJobStatus, QueueFault } from '../../alphabets/queue.ts';

/** A fault that happens at a failpoint. */
export type Strike = Exclude<QueueFault, 'clockAhead' | 'clockBehind'>;

/** A reply of the store to a worker. */
export type StoreReply =
  | {
      readonly type: 'leased';
      readonly job: string;
      readonly execution: number;
      readonly attempt: number;
      readonly token: number;
    }
  | { readonly type: 'noWork' | 'leaseEnded' | 'renewed' | 'applied' }
  | { readonly type: 'committed' | 'completed' | 'notCommitted' | 'released' | 'failedForGood' }
  | Refusal
  | { readonly type: 'alreadyCommitted'; readonly by: number };

/** The reply to a worker that has no right to a job, or is too late. */
export type Refusal =
  | { readonly type: 'stale'; readonly token: number }
  | { readonly type: 'notRunning'; readonly status: QueueJobStatus };
