/** The whole world of authority: what the coordinator keeps, what each server has in memory, what is on the network. */
export interface AuthorityState {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** By name. */
  servers: Record<string, Server>;
  players: Record<string, Player>;
  items: Record<string, Item>;
  /** The members of the coordinator, where it is more than one. */
  members: Record<string, Member>;
  /**
   * The instant at which the bucket would be full again, out of which new transfers take where many are active: one,
   * which it wins back at an even pace.
   */
  bucketFullAtMs: number;
  /** What is in flight, in any order: a multiset, sorted, without ids. */
  messages: Message[];
  readonly limits: Limits;
  /** How many faults have struck. Bounded by the scope; not part of authority. */
  faults: number;
}

/** Rules that the scope scales down. */
export interface Limits {
  /** More transfers than this are not active at once. */
  readonly active: number;
  /** Where so many are active, new ones are throttled. 0: they never are. */
  readonly throttledFrom: number;
  /** How often a transfer is tried again. */
  readonly retries: number;
  /** A network that has so many messages in flight loses what comes on top. */
  readonly messages: number;
}

export interface Server {
  isUp: boolean;
  /** It does not reach the coordinator, nor the coordinator it. Other servers and the store it does reach. */
  isCut: boolean;
  /** When its lease ends. While it is in contact it renews it all the time. */
  leaseUntilMs: number;
  /** The players that it believes to have authority over; in memory. */
  holds: Record<string, Copy>;
  /** Items of others of which it shows no replica, since somebody was about to pick them up; in memory, sorted. */
  hidden: readonly string[];
}

/** One of those that the coordinator consists of: it remembers which tokens have been given out, for a time when others do not. */
export interface Member {
  /** The others, and the servers, reach it. */
  isReachable: boolean;
  /** The highest token of each player that it has had a part in giving out. */
  tokens: Record<string, number>;
}

/** A player as a server has it in memory. */
export interface Copy {
  readonly token: number;
  /** Grows with everything that the player does. */
  version: number;
  /** It is not what was sent. */
  readonly isDamaged: boolean;
  /** Frozen, since it is on its way to another server. */
  handOver: HandOver | null;
}

export interface HandOver {
  readonly to: string;
  readonly transfer: number;
  retries: number;
  /** When it is tried again, or given up; `null` where it was given up and the coordinator could not be told. */
  nextAtMs: number | null;
}

/** A player as the coordinator and the store have it. */
export interface Player {
  /** Who has authority. */
  server: string;
  /** Grows with every grant. */
  token: number;
  saved: Saved;
  transfer: Transfer | null;
  /** How many transfers there have been. */
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
  /** The first instant at which it must be over. */
  readonly endsAtMs: number;
}

export interface Item {
  /** The server in whose region it came into the world; the others have read-only replicas. */
  owner: string;
  /** `world`, and the players who have it. */
  places: readonly string[];
}

export type Message =
  /** From the source to the target: here is the player. */
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
  /** From the target back: it is mine. */
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

/** What an outsider could find out: everything but the count of faults. */
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
  /** How often each player changes servers, at most. */
  readonly transfers: number;
  /** How far the version of a player's state goes. */
  readonly writes: number;
  /** In flight at once. */
  readonly messages: number;
  readonly repeats: number;
  /** The limit on active transfers. */
  readonly active: number;
  /** So many active ones from which on new ones are throttled; with none they never are. */
  readonly throttledFrom: number;
  /** How many crashes, cuts and damages there are; what is lost, late or doubled on the network does not count. */
  readonly faults: number;
  /** Of the coordinator; with none it is one, and does not fail. */
  readonly members: number;
};
