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

/** The rules of the queue. */
export type QueueRules = QueuePolicies & QueueLimits;
