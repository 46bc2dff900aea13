/** The commands and outcomes of the queue, declared independently of the model. */

export type QueuePolicies = {
  readonly commitBoundary: boolean;
  readonly atomicCommit: boolean;
  readonly fencing: boolean;
  readonly reconcile: boolean;
  readonly leaseExpiry: boolean;
  readonly renewInTime: boolean;
  readonly retryBudget: boolean;
  readonly submitKey: boolean;
  readonly deadLetter: boolean;
  readonly storeClock: boolean;
  readonly durableIntake: boolean;
};

/** A fault that happens at a failpoint. */
export type Strike = 'crashBefore' | 'crashAfterRecord' | 'crashAfterDebit' | 'crashAfter' | 'replyLost';

/** During a command, the worker's clock is ahead of the store's clock or behind. */
export type WrongClock = 'clockAhead' | 'clockBehind';

export type Fault = Strike | WrongClock;

export type WorkerVerb = 'lease' | 'renew' | 'applyEffect' | 'commit' | 'complete' | 'fail';

export interface WorkerCommand {
  readonly type: WorkerVerb;
  readonly worker: string;
  readonly fault?: Fault;
}

/** A client submits a job under a new id; `again` is the key of the unacknowledged request that the client retries. */
export interface Submit {
  readonly type: 'submit';
  readonly job: string;
  readonly again?: string;
  readonly fault?: 'replyLost';
}

/** The intake writes its buffered jobs to the store. */
export interface Flush {
  readonly type: 'flush';
  readonly fault?: 'crashBefore' | 'replyLost';
}

/** A request of a client: retries have the same key, and may have another id. */
export interface Submission {
  readonly id: string;
  readonly key: string;
}

export type Command =
  | WorkerCommand
  | Submit
  | Flush
  | { readonly type: 'resubmit'; readonly job: string; readonly of: string }
  | { readonly type: 'crash'; readonly worker: string }
  | { readonly type: 'restart'; readonly worker: string }
  | { readonly type: 'tick'; readonly byMs: number }
  | { readonly type: 'reconcile' };

/** Why a job was dead-lettered: its last worker gave up, or its last lease ran out. */
export type DeadReason = 'gaveUp' | 'leaseRanOut';

export type JobStatus = 'queued' | 'running' | 'done' | 'failed';

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
  | { readonly type: 'notRunning'; readonly status: JobStatus };

export type Outcome =
  | StoreReply
  | { readonly type: 'alreadyHolding' | 'nothingHeld' | 'alreadyApplied' | 'deferredToCommit' | 'notApplied' }
  | { readonly type: 'submitted' | 'alreadySubmitted' | 'resubmitted' | 'notPutAside' }
  | { readonly type: 'flushed'; readonly jobs: readonly string[] }
  | { readonly type: 'nothingToFlush' }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'workerDown' | 'noSuchWorker' }
  | { readonly type: 'ticked' | 'notForward' }
  | { readonly type: 'reconciled'; readonly jobs: readonly string[] }
  | { readonly type: 'nothingToReconcile' | 'noReconciler' | 'noReply' };

/** A worker's memory of the job that the worker holds. */
export interface Holding {
  readonly job: string;
  readonly execution: number;
  readonly token: number;
  readonly hasApplied: boolean;
  readonly hasCommitted: boolean;
}
