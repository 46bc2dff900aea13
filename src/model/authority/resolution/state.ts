/** A player under the authority of two servers, by their own belief, and the resolution. */
export interface SplitState {
  nowMs: number;
  /** By name. */
  servers: Record<string, Side>;
  phase: 'split' | 'resolving' | 'resolved';
  /** The number of writes that each server has acknowledged to the player. */
  acknowledged: VectorClock;
  /** Items that the player has given away on one side or the other, to another player who now has them. */
  givenAway: string[];
  result: Resolution | null;
}

/** The number of writes of each server that are known here: a vector clock. */
export type VectorClock = Record<string, number>;

export interface Side {
  /** The server knows that it has lost its authority: it acknowledges no further write. */
  isFenced: boolean;
  copy: Copy;
  /** The collected state of this side. */
  collected: Copy | null;
}

/** A player as a server has it. */
export interface Copy {
  clock: VectorClock;
  /** By the server's own clock, which may be slow. */
  writtenAtMs: number;
  /** Sorted. */
  items: string[];
}

export interface Resolution {
  clock: VectorClock;
  items: string[];
  /** Items that a person has to look at, since another player has them, too. */
  flagged: string[];
  /** The states that have lost without being seen by the winner, kept for a person. */
  setAside: Copy[];
}

/** The parts of the resolution, each of which can be left out. */
export type ResolutionPolicies = {
  /** A server is fenced before its state is collected. */
  readonly fence: boolean;
  /** The player is not transferred before the resolution. */
  readonly pause: boolean;
  /** A state that has seen all of the other wins, regardless of the servers' clocks. */
  readonly causality: boolean;
  /** A losing state that the winner has not seen is kept. Off: the last write wins, as in the document. */
  readonly setAside: boolean;
  /** The items of both sides are kept. */
  readonly merge: boolean;
  /** Items that another player has, too, are flagged. */
  readonly flag: boolean;
};

export type SplitCommand =
  | { readonly type: 'write'; readonly server: string }
  /** `take`: the player picks the item up; `give`: gives it to another player. */
  | { readonly type: 'take' | 'give'; readonly server: string; readonly item: string }
  | { readonly type: 'detect' }
  | { readonly type: 'fence'; readonly server: string }
  | { readonly type: 'collect'; readonly server: string }
  | { readonly type: 'transfer' }
  | { readonly type: 'resolve' };

export type SplitOutcome = {
  readonly type:
    | 'written'
    | 'fenced'
    | 'taken'
    | 'given'
    | 'hasIt'
    | 'hasItNot'
    | 'detected'
    | 'collected'
    | 'notFenced'
    | 'paused'
    | 'transferred'
    | 'resolved'
    | 'notYet'
    | 'noSuchServer';
};
