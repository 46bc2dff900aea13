import type { LeaseLockTerms } from '../../alphabets/lease-lock.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';

/** How big the world of a lock is. */
export type LeaseLockScope = {
  readonly clients: number;
  readonly locks: number;
  /** How many replies are lost in a run, at most. */
  readonly faults: number;
};

/** Who may hold a lock, by which grant, and until when. */
export interface Holder {
  readonly client: string;
  /** The number of the grant, from 1 on, counted for each lock. */
  readonly grant: number;
  /** The lease may be over from here on, and is over by there. */
  readonly overFromMs: number;
  readonly overByMs: number;
}

/** What is known of a lock. */
export interface KnownLock {
  /** Every client that may hold the lock now; `null`: no client. */
  mayHold: (Holder | null)[];
  /** How many grants there were, or may have been. */
  grants: number;
  /** The token of the latest grant. */
  token: number | null;
  /** Whether a client has asked for the lock. */
  isNamed: boolean;
  /** Whether the lock was given while it was free and no client had a grant of it, and whether it was then released. */
  probe: 'none' | 'given' | 'done';
}

/** A grant in a client's hand, and until when the client knows that its lease lasts. */
export interface KnownGrant {
  readonly grant: number;
  readonly untilMs: number;
}

/** What the clients of a lock know together. */
export interface LeaseLockState {
  nowMs: number;
  locks: Record<string, KnownLock>;
  /** The grants in the hand of each client, by lock. */
  hands: Record<string, Record<string, KnownGrant>>;
  lostReplies: number;
  /** Clients that have crashed, and have done no more since than to acquire and to release. */
  crashed: string[];
}

/** What a contract of a lock is made of. */
export interface LeaseLockWorld {
  readonly terms: LeaseLockTerms;
  readonly scope: LeaseLockScope;
}

export function initialLockState({ scope }: LeaseLockWorld): LeaseLockState {
  const unused = (): KnownLock => ({ mayHold: [null], grants: 0, token: null, isNamed: false, probe: 'none' });
  return {
    nowMs: 0,
    locks: Object.fromEntries(numberedNames('l', scope.locks).map((name) => [name, unused()])),
    hands: Object.fromEntries(numberedNames('c', scope.clients).map((name) => [name, {}])),
    lostReplies: 0,
    crashed: [],
  };
}
