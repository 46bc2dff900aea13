/** A player of whom two servers believe that they have authority, and how that is resolved. */
export interface SplitState {
  nowMs: number;
  /** By name. */
  servers: Record<string, Side>;
  phase: 'split' | 'resolving' | 'resolved';
  /** How many writes each server has acknowledged to the player. */
  acknowledged: Clock;
  /** Items that the player has given away on one side or the other, to somebody who now has them. */
  givenAway: string[];
  result: Resolution | null;
}

/** How much of what each server has written is known here: a vector clock. */
export type Clock = Record<string, number>;

export interface Side {
  /** It has lost its authority, and knows it: it acknowledges nothing more. */
  isFenced: boolean;
  copy: Copy;
  /** What was collected of it. */
  collected: Copy | null;
}

/** A player as a server has it. */
export interface Copy {
  clock: Clock;
  /** By the server's own clock, which may be slow. */
  writtenAtMs: number;
  /** Sorted. */
  items: string[];
}

export interface Resolution {
  clock: Clock;
  items: string[];
  /** Items that a person has to look at: somebody else has them, too. */
  flagged: string[];
  /** What was written beside what has won, kept for a person. */
  setAside: Copy[];
}

/** What the resolution consists of, each part of which can be left out. */
export type ResolutionPolicies = {
  /** A server is fenced before its state is collected. */
  readonly fence: boolean;
  /** The player is transferred nowhere until it is resolved. */
  readonly pause: boolean;
  /** What has seen all of the other wins, whatever the clocks on the wall say. */
  readonly causality: boolean;
  /** What loses though it was not seen is kept. Off: the last write wins, as the document has it. */
  readonly setAside: boolean;
  /** The items of both sides are kept. */
  readonly merge: boolean;
  /** Items that somebody else has, too, are flagged. */
  readonly flag: boolean;
};

export type SplitCommand =
  | { readonly type: 'write'; readonly server: string }
  /** `take`: the player picks the item up; `give`: gives it to somebody else. */
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
