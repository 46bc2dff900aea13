import type { Holding, Outcome, QueuePolicies } from '../commands.ts';
import type { Limits } from '../rules.ts';
import type { Worker } from '../worker.ts';

/** What a worker process is told when it is started: who it is, and where its queue is. */
export interface Birth {
  readonly name: string;
  readonly path: string;
  readonly policies: QueuePolicies;
  readonly limits: Limits;
}

/** What it is told later, a line of JSON each. It has no clock of its own. */
export type Told =
  | { readonly type: 'perform'; readonly nowMs: number; readonly what: Parameters<Worker['perform']> }
  /** The answer at a failpoint. Whoever is to die there gets none. */
  | { readonly type: 'goOn' | 'loseReply' };

/** What it says, a line of JSON each. */
export type Said =
  | { readonly type: 'up' }
  /** It stands still at a failpoint until it is told to go on. */
  | { readonly type: 'reached'; readonly failpoint: string }
  /** `null`: the reply was lost. */
  | { readonly type: 'performed'; readonly outcome: Outcome | null; readonly holding: Holding | null }
  /** `isOfMachine`: it is no fault of the worker's. */
  | { readonly type: 'threw'; readonly message: string; readonly isOfMachine: boolean };
