/** The mechanisms that protect the invariants of booking, each of which can be switched off. */
export type BookingPolicies = {
  /** The store accepts a write only on the version of the decision. Off: the last write wins. */
  readonly versionCheck: boolean;
  /** The caller gets each conflict as an outcome. Off: the use case reads, decides and writes again within the call. */
  readonly surfaceConflicts: boolean;
  /** Every request carries a key, and the store knows which booking came of it. */
  readonly idempotencyKey: boolean;
  /** The first command that ends a booking frees its units. Off: every such command frees them. */
  readonly releaseOnce: boolean;
  /** The database itself refuses a booking that would bring the live units above the capacity. */
  readonly storeConstraint: boolean;
  /** The sweeper frees a hold that is not confirmed in time. */
  readonly holdExpiry: boolean;
};
