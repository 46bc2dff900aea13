/** The whole world of authority: the coordinator's records, each server's memory, the network. */
export interface AuthorityState {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** By name. */
  servers: Record<string, Server>;
  players: Record<string, Player>;
  items: Record<string, Item>;
  /** The members of the coordinator, where it has several. */
  members: Record<string, Member>;
  /**
   * The instant at which the token bucket would be full again. Where many transfers are active, new ones take from the
   * bucket, which holds one token and wins it back at an even pace.
   */
  bucketFullAtMs: number;
  /** The messages in flight, in any order: a multiset, sorted, without ids. */
  messages: Message[];
  readonly limits: Limits;
  /** The number of faults so far. Bounded by the scope; not part of authority. */
  faults: number;
}

/** Rules that the scope scales down. */
export interface Limits {
  /** The largest number of active transfers. */
  readonly active: number;
  /** The number of active transfers from which on new ones are throttled. 0: no throttle. */
  readonly throttledFrom: number;
  /** The number of retries of a transfer. */
  readonly retries: number;
  /** The number of messages in flight at which the network loses further messages. */
  readonly messages: number;
}

export interface Server {
  isUp: boolean;
  /** The server and the coordinator do not reach each other. The server still reaches other servers and the store. */
  isCut: boolean;
  /** The end of its lease. A server in contact renews its lease all the time. */
  leaseUntilMs: number;
  /** The players that the server believes to be under its authority; in memory. */
  holds: Record<string, Copy>;
  /** Items of other servers whose replicas are hidden after a pick-up; in memory, sorted. */
  hidden: readonly string[];
}

/** A member of the coordinator: remembers the tokens that it helped to give out. */
export interface Member {
  /** The other members and the servers reach this member. */
  isReachable: boolean;
  /** The highest token of each player that this member helped to give out. */
  tokens: Record<string, number>;
}

/** A player as a server has it in memory. */
export interface Copy {
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
export interface Player {
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

export type Message =
  /** From the source to the target: the player's state. */
  | {
      readonly type: 'handOver';
      readonly player: string;
      readonly from: string;
      readonly to: string;
      readonly token: number;
      readonly transfer: number;
      readonly version: number;
      readonly isDamaged: boolean;
    }
  /** From the target back: the target has the player. */
  | { readonly type: 'confirmed'; readonly player: string; readonly to: string; readonly token: number }
  /** From a server to the store. */
  | {
      readonly type: 'save';
      readonly player: string;
      readonly token: number;
      readonly version: number;
      readonly isDamaged: boolean;
    }
  /** From a server with a replica to the owner. */
  | { readonly type: 'pickUp'; readonly item: string; readonly player: string; readonly to: string };

/** All that an outsider could find out: the state without the count of faults. */
export interface AuthorityView extends Omit<AuthorityState, 'faults' | 'messages'> {
  readonly messages: readonly Message[];
}

export function viewOf({
  nowMs,
  servers,
  players,
  items,
  members,
  bucketFullAtMs,
  messages,
  limits,
}: AuthorityState): AuthorityView {
  return { nowMs, servers, players, items, members, bucketFullAtMs, messages, limits };
}

/** How big the world is. */
export type AuthorityScope = {
  readonly servers: number;
  readonly players: number;
  readonly items: number;
  /** The number of transfers of each player, at most. */
  readonly transfers: number;
  /** The highest version of a player's state. */
  readonly writes: number;
  /** In flight at once. */
  readonly messages: number;
  readonly repeats: number;
  /** The limit on active transfers. */
  readonly active: number;
  /** The number of active transfers from which on new ones are throttled. 0: no throttle. */
  readonly throttledFrom: number;
  /** The number of crashes, cuts and damages; losses, delays and duplicates on the network do not count. */
  readonly faults: number;
  /** The members of the coordinator. 0: a single coordinator that does not fail. */
  readonly members: number;
};
