/** The mechanisms that protect the invariants of authority, each of which can be switched off. */
export type AuthorityPolicies = {
  /** A message without a confirmation is sent again, after 50 ms × 2ⁿ. Off: the transfer is given up at once. */
  readonly retryWithBackoff: boolean;
  /** A transfer that cannot be done is taken back. Off: the transfer stays open. */
  readonly rollback: boolean;
  /** The players and items of a server that does not answer go to another. */
  readonly reassign: boolean;
  /** A target accepts a state only if its checksum matches. */
  readonly checksum: boolean;
  /** Authority ends by itself, and no other server has it before. */
  readonly lease: boolean;
  /** The store refuses a write under an older token. */
  readonly fencing: boolean;
  /** A majority of the coordinator's members has to answer before a token is given out. Off: any member will do. */
  readonly quorum: boolean;
  /** Replicas are read-only: to pick up an item, a server asks its owner. */
  readonly singleSource: boolean;
  /** A server shows hidden replicas again, where the item still lies in the world. */
  readonly refresh: boolean;
  /** A transfer is over after 10 s, in any case. */
  readonly watchdog: boolean;
  /** The number of active transfers has a limit. */
  readonly admission: boolean;
  /** Where many transfers are active, new ones are opened at a limited rate. */
  readonly throttle: boolean;
  /** A server gets its missing players: in the answer to a repeated request, and with its heartbeat. */
  readonly reconcile: boolean;
};
