/** The mechanisms that protect the queue's invariants, each of which can be switched off. */
export type QueuePolicies = {
  /** One commit per job, and the effect inside it. Off: the effect first, the record later, as naive workers do. */
  readonly commitBoundary: boolean;
  /** That commit is one transaction: the record, the debit and the credit. Off: three writes, one after the other. */
  readonly atomicCommit: boolean;
  /** The store refuses whatever comes under a token older than the job's current one. */
  readonly fencing: boolean;
  /** What is committed and not done is finished from the records, and never leased again. */
  readonly reconcile: boolean;
  /** A job whose lease has run out comes back. */
  readonly leaseExpiry: boolean;
  /** A lease that has run out is not renewed, whether or not somebody else has the job by then. */
  readonly renewInTime: boolean;
  /** Retries are rationed, as `QueueLimits` says. Off: every job is retried at once, and once too often. */
  readonly retryBudget: boolean;
  /** What a client asks for again, since it had no answer, is known by its key. Off: it is taken for something new. */
  readonly submitKey: boolean;
  /** What was tried as often as it may be is put aside with the reason, even where nobody is left to say so. */
  readonly deadLetter: boolean;
  /** The ends of leases are set and judged by the store's clock alone. Off: by the clock of whoever asks. */
  readonly storeClock: boolean;
  /** What a client is told is accepted lies in the store. Off: it lies in the intake's memory, and is written down later. */
  readonly durableIntake: boolean;
};

/** How far the retry budget goes. */
export type QueueLimits = {
  /** How often a job may be tried. */
  readonly attempts: number;
  /** How many jobs may be under a live lease at the same time. 0: any number. */
  readonly inFlight: number;
  /** How many retries the token bucket holds when it is full. 0: retries cost nothing, and none waits for its turn. */
  readonly retries: number;
};

/** What the queue goes by. */
export type QueueRules = QueuePolicies & QueueLimits;
