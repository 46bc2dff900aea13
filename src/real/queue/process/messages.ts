import type { Holding, QueueLimits, QueueOutcome, QueuePolicies } from '../../../alphabets/queue.ts';
import type { Worker } from '../worker.ts';

/** The argument of a worker process at its start: the worker's name, and the path of the queue. */
export interface WorkerBirth {
  readonly name: string;
  readonly path: string;
  readonly policies: QueuePolicies;
  readonly limits: QueueLimits;
}

/** Messages to a worker process, a line of JSON each. The process has no clock of its own. */
export type MessageToWorker =
  | { readonly type: 'perform'; readonly nowMs: number; readonly what: Parameters<Worker['perform']> }
  /** The reply at a failpoint. A process that must crash there gets no reply. */
  | { readonly type: 'goOn' | 'loseReply' };

/** Messages of a worker process, a line of JSON each. */
export type MessageFromWorker =
  | { readonly type: 'up' }
  /** The process waits at a failpoint for `goOn` or `loseReply`. */
  | { readonly type: 'reached'; readonly failpoint: string }
  /** `null`: the reply was lost. */
  | { readonly type: 'performed'; readonly outcome: QueueOutcome | null; readonly holding: Holding | null }
  /** `isOfMachine`: the cause is the environment, not the worker. */
  | { readonly type: 'threw'; readonly message: string; readonly isOfMachine: boolean };
