/** The mechanisms that protect the invariants of booking, each of which can be switched off. */
export type BookingPolicies = {
  /** A write is taken only on the version that the decision was made on. Off: the last one to write wins. */
  readonly versionCheck: boolean;
  /** A conflict is told to whoever called. Off: the use case reads, decides and writes again, and tells nobody. */
  readonly surfaceConflicts: boolean;
  /** Every request carries a key, and the store knows which booking came of it. */
  readonly idempotencyKey: boolean;
  /** The units of a booking are freed by whoever ends it first. Off: by everybody who comes. */
  readonly releaseOnce: boolean;
  /** The database itself refuses a booking that would bring the live ones above the capacity. */
  readonly storeConstraint: boolean;
  /** A hold that is not confirmed in time is freed when the sweeper comes to it. */
  readonly holdExpiry: boolean;
};
