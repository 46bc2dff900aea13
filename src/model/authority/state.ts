import type { AuthorityView, Message } from '../../alphabets/authority.ts';

/** The whole world of authority: the coordinator's records, each server's memory, the network. */
export interface AuthorityState extends AuthorityView {
  messages: Message[];
  /** The number of faults so far. Bounded by the scope; not part of authority. */
  faults: number;
}

/** The state without the count of faults. */
export function authorityViewOf({
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
  /**
   * Above 0: what a limit refuses is tried as well. The clock also stops so many milliseconds before and after a deadline, and
   * a server acts after the end of its lease. Absent: 0.
   */
  readonly boundaries?: number;
};
