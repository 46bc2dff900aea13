/** The mechanisms that protect the queue's invariants, each of which can be switched off. */
export type QueuePolicies = {
  /** One commit per job, and the effect inside it. Off: the effect first, the record later, as naive workers do. */
  readonly commitBoundary: boolean;
  /** The store refuses whatever comes under a token older than the job's current one. */
  readonly fencing: boolean;
  /** What is committed and not done is finished from the records, and never leased again. */
  readonly reconcile: boolean;
  /** A job whose lease has run out comes back. */
  readonly leaseExpiry: boolean;
};
