/** What the queue understands. It says so in its own words: nothing here comes from the model. */

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

/** What strikes at a failpoint. */
export type Strike = 'crashBefore' | 'crashAfterRecord' | 'crashAfterDebit' | 'crashAfter' | 'replyLost';

/** The worker's clock is ahead of the store's, or behind it, for the time of a command. */
export type WrongClock = 'clockAhead' | 'clockBehind';

export type Fault = Strike | WrongClock;

export type WorkerVerb = 'lease' | 'renew' | 'applyEffect' | 'commit' | 'complete' | 'fail';

export interface WorkerCommand {
  readonly type: WorkerVerb;
  readonly worker: string;
  readonly fault?: Fault;
}

/** A client asks for a job under a new id; `again` is the key of what it asked for before and had no answer about. */
export interface Submit {
  readonly type: 'submit';
  readonly job: string;
  readonly again?: string;
  readonly fault?: 'replyLost';
}

/** The intake writes down what it has accepted and not yet written. */
export interface Flush {
  readonly type: 'flush';
  readonly fault?: 'crashBefore' | 'replyLost';
}

/** What a client asks for: the key stays the same, under whatever id it asks. */
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

/** Why a job was put aside: its last worker gave up, or was never heard of again. */
export type DeadReason = 'gaveUp' | 'leaseRanOut';

export type JobStatus = 'queued' | 'running' | 'done' | 'failed';

/** What the store answers to a worker. */
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

/** What is told to somebody who has no right to a job, or comes too late. */
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

/** What a worker keeps in memory about the job in its hands. */
export interface Holding {
  readonly job: string;
  readonly execution: number;
  readonly token: number;
  readonly hasApplied: boolean;
  readonly hasCommitted: boolean;
}
