import type { CutFault } from '../kernel/cut.ts';

/** The mechanisms that protect the queue's invariants, each of which can be switched off. */
export type QueuePolicies = {
  /** One commit per job, and the effect inside the commit. Off: the effect first, the record later. */
  readonly commitBoundary: boolean;
  /** The commit is a single transaction: the record, the debit and the credit. Off: three writes in a row. */
  readonly atomicCommit: boolean;
  /** The store refuses a request under a token older than the job's current token. */
  readonly fencing: boolean;
  /** A committed job that is not done is finished from the records, and never leased again. */
  readonly reconcile: boolean;
  /** A job whose lease has run out comes back. */
  readonly leaseExpiry: boolean;
  /** A lease that has run out is not renewed, even if no other worker has the job. */
  readonly renewInTime: boolean;
  /** Retries are limited by `QueueLimits`. Off: every job is retried at once, and once too often. */
  readonly retryBudget: boolean;
  /** A client without an answer retries under the same key, and the store knows the key. Off: a retry is a new job. */
  readonly submitKey: boolean;
  /** A job without attempts left is dead-lettered with the reason, even if no worker reports its end. */
  readonly deadLetter: boolean;
  /** The store's clock alone sets and judges the ends of leases. Off: the clock of the calling worker does. */
  readonly storeClock: boolean;
  /** An accepted job lies in the store. Off: an accepted job lies in the intake's memory, and is written down later. */
  readonly durableIntake: boolean;
};

/** How far the retry budget goes. */
export type QueueLimits = {
  /** The attempts that a job may have. */
  readonly attempts: number;
  /** The number of jobs that may be under a live lease at the same time. 0: no limit. */
  readonly inFlight: number;
  /** The number of retries in a full token bucket. 0: retries cost no token, and none waits for its turn. */
  readonly retries: number;
};

/** What a queue sets of the model: where queues differ, and are right all the same. */
export type QueueTerms = {
  /** The length of a lease from its grant or its renewal. */
  readonly leaseMs: number;
  /** The wait of the second attempt of a job after the end of the first. Each further wait is twice the one before. */
  readonly firstBackoffMs: number;
  /** The longest wait. */
  readonly longestBackoffMs: number;
  /** The time until the bucket holds one retry more. */
  readonly refillMs: number;
  /** Which of the jobs that are free is leased: `submission`: the one that was submitted first; `any`: each of them is right. */
  readonly order: 'submission' | 'any';
  /** Whether the connection of a request may be cut around each of its commits. */
  readonly cuts: boolean;
  /**
   * Where the clock of the system cannot be moved: how much real time the commands of a run may take together. So much before
   * its end a lease may have run out, and a wait be over. Shorter than the other terms. 0: only ticks move the clock.
   */
  readonly toleranceMs: number;
};

/**
 * - `crashBefore`: the worker crashes between the two durable steps of the command; the intake, before its only step.
 * - `crashAfterRecord`, `crashAfterDebit`: the worker crashes half-way through a commit that has several steps.
 * - `crashAfter`: the worker crashes after the last durable step, before the reply arrives.
 * - `replyLost`: the command is done, the worker stays up and gets no reply.
 * - `clockAhead`, `clockBehind`: during the request, the worker's clock is wrong by the length of a lease. Where the
 *   store does not use the worker's clock, the fault has no effect, and does not count.
 */
export type QueueFault =
  | 'crashBefore'
  | 'crashAfterRecord'
  | 'crashAfterDebit'
  | 'crashAfter'
  | 'replyLost'
  | 'clockAhead'
  | 'clockBehind';

export type WorkerVerb = 'lease' | 'renew' | 'applyEffect' | 'commit' | 'complete' | 'fail';

/** A request of a worker to the store. */
export interface WorkerCommand {
  readonly type: WorkerVerb;
  readonly worker: string;
  readonly fault?: QueueFault;
}

/** A request of a client to the store: to take in a job, under an id that is new for each request. */
export interface Submit {
  readonly type: 'submit';
  readonly job: string;
  /** The key of an earlier request without an answer. Absent: a new request, whose id is the key. */
  readonly retryOf?: string;
  readonly fault?: 'replyLost';
}

/** The intake writes down the accepted jobs in its memory. After a crash another intake takes its place at once. */
export interface Flush {
  readonly type: 'flush';
  readonly fault?: 'crashBefore' | 'replyLost';
}

export type QueueCommand =
  | WorkerCommand
  | Submit
  | Flush
  /** An operator submits a dead-lettered job again under a new id. */
  | { readonly type: 'resubmit'; readonly job: string; readonly of: string }
  | { readonly type: 'crash'; readonly worker: string }
  | { readonly type: 'restart'; readonly worker: string }
  | { readonly type: 'tick'; readonly byMs: number }
  | { readonly type: 'reconcile' };

/**
 * A request whose connection is cut. The caller cannot know how much of the request was carried out; it stays up, and acts
 * on its memory from before the request.
 */
export type CutQueueCommand = (
  | Pick<WorkerCommand, 'type' | 'worker'>
  | Omit<Submit, 'fault'>
  | { readonly type: 'resubmit'; readonly job: string; readonly of: string }
  | { readonly type: 'reconcile' | 'flush' }
) &
  CutFault;

export type OpenQueueCommand = QueueCommand | CutQueueCommand;

export type QueueOutcome =
  | { readonly type: 'submitted' | 'alreadySubmitted' | 'resubmitted' | 'notDeadLettered' }
  | { readonly type: 'flushed'; readonly jobs: readonly string[] }
  | { readonly type: 'nothingToFlush' }
  | {
      readonly type: 'leased';
      readonly job: string;
      readonly execution: number;
      readonly attempt: number;
      readonly token: number;
    }
  | { readonly type: 'noWork' | 'alreadyHolding' | 'nothingHeld' | 'leaseEnded' | 'renewed' }
  | { readonly type: 'applied' | 'alreadyApplied' | 'deferredToCommit' }
  | { readonly type: 'committed' | 'notApplied' | 'completed' | 'notCommitted' | 'released' | 'failedForGood' }
  /** The store knows a newer token than the token of the request. */
  | { readonly type: 'stale'; readonly token: number }
  | { readonly type: 'alreadyCommitted'; readonly by: number }
  | { readonly type: 'notRunning'; readonly status: QueueJobStatus }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'workerDown' | 'noSuchWorker' }
  | { readonly type: 'ticked' | 'notForward' }
  | { readonly type: 'reconciled'; readonly jobs: readonly string[] }
  | { readonly type: 'nothingToReconcile' | 'noReconciler' }
  /** A fault swallowed the reply: the caller does not know the outcome. */
  | { readonly type: 'noReply' };

/** All that an outsider could find out: the store's rows, the effects on the outside world, each worker's memory. */
export interface QueueView {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** In order of submission; leases go out in this order. */
  jobs: QueueJob[];
  /** Every attempt that was ever started: the log that outlives the workers. */
  executions: Execution[];
  /** One record per execution, from the grant until the lease is given back or the job has ended. Expired ones stay. */
  leases: Lease[];
  commits: CommitRecord[];
  /** The effects on the outside world: a transfer each, noted by its debit. No command takes an effect back. */
  effects: Effect[];
  /** The other half of each effect: the credit of the debited amount. */
  credits: Effect[];
  /** The tokens that retries took out of the bucket of all jobs. */
  retries: Retry[];
  workers: Record<string, WorkerView>;
  /** The intake's memory: accepted jobs that are not yet written down, in order of submission. */
  buffered: Submission[];
  /** The client's memory: the keys of requests without an answer. */
  unacknowledged: string[];
}

export type QueueJobStatus = 'queued' | 'running' | 'done' | 'failed';

/** A client's request for a job. */
export interface Submission {
  readonly id: string;
  /** The same for all retries of a request. */
  readonly key: string;
}

export interface QueueJob extends Submission {
  status: QueueJobStatus;
  /** The number of leases granted on the job. */
  attempts: number;
  /** The newest right to work on the job. Grows with every grant, and when the right is taken back. */
  token: number;
  /** After the first attempt: the first instant at which the job may be tried again, where retries wait. */
  retryAtMs: number;
  /** For a dead-lettered job: the end of its last attempt. */
  deadReason: DeadReason | null;
  /** The id under which the job was submitted again after that. */
  resubmittedAs: string | null;
}

/** The worker gave up, or its lease ran out. */
export type DeadReason = 'gaveUp' | 'leaseRanOut';

/** One attempt at one job. */
export interface Execution {
  /** Durable, and never given twice. */
  readonly id: number;
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
  /** The execution tried to commit a job that another execution had committed. */
  isDuplicate: boolean;
}

/** A time-bounded right to work on a job. */
export interface Lease {
  readonly execution: number;
  readonly job: string;
  readonly token: number;
  /** The first instant at which the right is gone. */
  expiresAtMs: number;
}

/** The durable row that records a job's effect. */
export interface CommitRecord {
  readonly job: string;
  readonly execution: number;
  readonly attempt: number;
}

export interface Effect {
  readonly job: string;
  readonly execution: number;
}

/** An attempt that was not the first of its job. */
export interface Retry {
  readonly execution: number;
  /** The instant at which the bucket would be full again without further retries. */
  fullAtMs: number;
}

/** A process that works on one job at a time, and loses its memory in a crash. */
export interface WorkerView {
  isUp: boolean;
  holding: Holding | null;
}

/** A worker's belief about the job in its hands; the store may know better. */
export interface Holding {
  readonly job: string;
  readonly execution: number;
  readonly token: number;
  hasApplied: boolean;
  hasCommitted: boolean;
}
