/** The mechanisms that protect the invariants of authority, each of which can be switched off. */
export type AuthorityPolicies = {
  /** What is not confirmed in time is sent again, after 50 ms × 2ⁿ. Off: it is given up at once. */
  readonly retryWithBackoff: boolean;
  /** A transfer that cannot be done is taken back. Off: it is left as it is. */
  readonly rollback: boolean;
  /** What a server had that is not heard of goes to another. */
  readonly reassign: boolean;
  /** A target takes no state that is not what was sent. */
  readonly checksum: boolean;
  /** Authority ends by itself, and nobody else has it before. */
  readonly lease: boolean;
  /** The store refuses whatever comes under an older token. */
  readonly fencing: boolean;
  /** A majority of the coordinator's members has to answer before a token is given out. Off: any member will do. */
  readonly quorum: boolean;
  /** Replicas are read-only: who picks something up asks its owner. */
  readonly singleSource: boolean;
  /** What a server no longer shows of another's items it shows again, where it still lies in the world. */
  readonly refresh: boolean;
  /** A transfer is over after 10 s, whatever has become of it. */
  readonly watchdog: boolean;
  /** So many transfers are active at once, and no more. */
  readonly admission: boolean;
  /** Where many transfers are active, new ones come in one after the other, at a rate. */
  readonly throttle: boolean;
  /** A server gets what is its own and it does not have: when it asks again, and with its heartbeat. */
  readonly reconcile: boolean;
};
