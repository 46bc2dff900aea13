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

/** What a system sets of the model of authority: where such systems differ, and are right all the same. */
export type AuthorityTerms = {
  /** The length of a server's lease from its last renewal. */
  readonly leaseMs: number;
  /** The silence after which a server is unavailable. */
  readonly silenceMs: number;
  /** The time between the heartbeats of a server in contact. */
  readonly heartbeatEveryMs: number;
  /** The time between a server's looks at the items of others. */
  readonly refreshEveryMs: number;
  /** The time that a transfer waits for its confirmation. */
  readonly timeoutMs: number;
  /** The wait before the first retry, beyond the time-out. Each further wait is twice the one before. */
  readonly firstBackoffMs: number;
  /** The longest wait. */
  readonly longestBackoffMs: number;
  /** The longest transfer. */
  readonly watchdogMs: number;
  /** The time until the bucket has won back a new transfer. */
  readonly refillMs: number;
};

/**
 * A server hands a player over to another. `damaged`: the state in the message is not the server's state. `replyLost`:
 * the coordinator has written the transfer down, and the server gets no answer.
 */
export interface TransferRequest {
  readonly type: 'request';
  readonly server: string;
  readonly player: string;
  readonly to: string;
  readonly fault?: 'damaged' | 'replyLost';
}

/**
 * A message in flight arrives. `duplicated`: and stays in flight. `replyLost`: the coordinator carries out the request
 * that follows from the message, and the server gets no answer.
 */
export interface Deliver {
  readonly type: 'deliver';
  readonly message: Message;
  readonly fault?: 'duplicated' | 'replyLost';
}

export type AuthorityCommand =
  | TransferRequest
  | Deliver
  /** A message in flight is lost. */
  | { readonly type: 'drop'; readonly message: Message }
  /** The player acts, and its server sends the new state to the store. */
  | { readonly type: 'save'; readonly server: string; readonly player: string }
  | { readonly type: 'pickUp'; readonly server: string; readonly player: string; readonly item: string }
  /** `cut` and `heal`: the partition between a server and the coordinator. */
  | { readonly type: 'crash'; readonly server: string }
  | { readonly type: 'restart'; readonly server: string }
  | { readonly type: 'cut'; readonly server: string }
  | { readonly type: 'heal'; readonly server: string }
  /** `part` and `join`: the partition between a member of the coordinator and all other servers and members. */
  | { readonly type: 'part'; readonly member: string }
  | { readonly type: 'join'; readonly member: string }
  | { readonly type: 'tick'; readonly byMs: number };

export type AuthorityOutcome =
  | {
      readonly type:
        | 'requested'
        | 'frozen'
        | 'notHeld'
        | 'noSuchTarget'
        | 'targetUnavailable'
        | 'queueFull'
        | 'throttled';
    }
  | { readonly type: 'granted'; readonly token: number }
  | { readonly type: 'alreadyConfirmed' | 'notOpen' | 'damaged' | 'released' | 'nothingToRelease' | 'unreachable' }
  | { readonly type: 'sent' | 'saved' | 'outOfDate' | 'leaseOver' }
  | { readonly type: 'stale'; readonly token: number }
  | { readonly type: 'forwarded' | 'pickedUp' | 'alreadyTaken' | 'noSuchItem' | 'notOwner' | 'notShown' }
  | { readonly type: 'notInFlight' | 'dropped' | 'noSuchServer' | 'serverDown' }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'cut' | 'alreadyCut' | 'healed' | 'notCut' }
  | { readonly type: 'parted' | 'alreadyParted' | 'joined' | 'notParted' | 'noSuchMember' }
  | { readonly type: 'ticked' | 'notForward' };

/** All that an outsider could find out: the coordinator's records, each server's memory, the network. */
export interface AuthorityView {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** By name. */
  servers: Record<string, ServerView>;
  players: Record<string, PlayerRecord>;
  items: Record<string, Item>;
  /** The members of the coordinator, where it has several. */
  members: Record<string, MemberView>;
  /**
   * The instant at which the token bucket would be full again. Where many transfers are active, new ones take from the
   * bucket, which holds one token and wins it back at an even pace.
   */
  bucketFullAtMs: number;
  /** The messages in flight, in any order: a multiset, sorted, without ids. */
  messages: readonly Message[];
  readonly limits: AuthorityLimits;
}

/** Rules that the scope scales down. */
export interface AuthorityLimits {
  /** The largest number of active transfers. */
  readonly active: number;
  /** The number of active transfers from which on new ones are throttled. 0: no throttle. */
  readonly throttledFrom: number;
  /** The number of retries of a transfer. */
  readonly retries: number;
  /** The number of messages in flight at which the network loses further messages. */
  readonly messages: number;
}

export interface ServerView {
  isUp: boolean;
  /** The server and the coordinator do not reach each other. The server still reaches other servers and the store. */
  isCut: boolean;
  /** The end of its lease. A server in contact renews its lease all the time. */
  leaseUntilMs: number;
  /** The players that the server believes to be under its authority; in memory. */
  holds: Record<string, HeldPlayer>;
  /** Items of other servers whose replicas are hidden after a pick-up; in memory, sorted. */
  hidden: readonly string[];
}

/** A member of the coordinator: remembers the tokens that it helped to give out. */
export interface MemberView {
  /** The other members and the servers reach this member. */
  isReachable: boolean;
  /** The highest token of each player that this member helped to give out. */
  tokens: Record<string, number>;
}

/** A player as a server has it in memory. */
export interface HeldPlayer {
  readonly token: number;
  /** Grows with every action of the player. */
  version: number;
  /** The state differs from the state that was sent. */
  readonly isDamaged: boolean;
  /** The hand-over under way, during which the player is frozen. */
  handOver: HandOver | null;
}

export interface HandOver {
  readonly to: string;
  readonly transfer: number;
  retries: number;
  /** The instant of the next try, or of giving up; `null` after giving up without contact to the coordinator. */
  nextAtMs: number | null;
}

/** A player as the coordinator and the store have it. */
export interface PlayerRecord {
  /** The server with authority. */
  server: string;
  /** Grows with every grant. */
  token: number;
  saved: Saved;
  transfer: Transfer | null;
  /** The number of transfers so far. */
  transfers: number;
}

/** The last state of a player that the store has acknowledged. */
export interface Saved {
  readonly version: number;
  readonly isDamaged: boolean;
}

/** A transfer that is active. */
export interface Transfer {
  readonly to: string;
  /** The first instant at which the transfer must be over. */
  readonly endsAtMs: number;
}

export interface Item {
  /** The server of the region where the item came into the world; other servers have read-only replicas. */
  owner: string;
  /** `world`, and the players who have it. */
  places: readonly string[];
}

export type Message = HandOverMessage | ConfirmedMessage | SaveMessage | PickUpMessage;

/** From the source to the target: the player's state. */
export type HandOverMessage = {
  readonly type: 'handOver';
  readonly player: string;
  readonly from: string;
  readonly to: string;
  readonly token: number;
  readonly transfer: number;
  readonly version: number;
  readonly isDamaged: boolean;
};

/** From the target back: the target has the player. */
export type ConfirmedMessage = {
  readonly type: 'confirmed';
  readonly player: string;
  readonly to: string;
  readonly token: number;
};

/** From a server to the store. */
export type SaveMessage = {
  readonly type: 'save';
  readonly player: string;
  readonly token: number;
  readonly version: number;
  readonly isDamaged: boolean;
};

/** From a server with a replica to the owner. */
export type PickUpMessage = {
  readonly type: 'pickUp';
  readonly item: string;
  readonly player: string;
  readonly to: string;
};
