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
};
