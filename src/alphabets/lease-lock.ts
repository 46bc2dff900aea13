/** The terms of a lock with leases: how such libraries differ, and are right all the same. */
export type LeaseLockTerms = {
  /** How long a client holds a lock from its grant or its extension. */
  readonly leaseMs: number;
  /** How far the end of a lease may be off, in milliseconds. */
  readonly slackMs: number;
  /** Whether each grant has a fencing token: a number that is larger than that of every grant of the lock before. */
  readonly hasTokens: boolean;
  /** Who may release a lock: the client alone that holds it by its latest grant, or any client that has held it. */
  readonly releasedBy: 'holder' | 'anyone';
  /** Whether a client may extend a lease that is over, while no other client holds the lock. */
  readonly extendsLapsed: boolean;
};

/** The command is done, and its answer is lost on the way: the client does not know the answer. */
export type LeaseLockFault = 'replyLost';

/** A client has one grant of a lock in its hand at most: the latest one. */
export type LeaseLockCommand =
  | {
      readonly type: 'acquire' | 'extend' | 'release';
      readonly client: string;
      readonly lock: string;
      readonly fault?: LeaseLockFault;
    }
  /** The client forgets all that it holds. */
  | { readonly type: 'crash'; readonly client: string }
  | { readonly type: 'tick'; readonly ms: number };

/** `done`: an extension or a release is accepted, or there is nothing to answer. */
export type LeaseLockAnswer =
  | { readonly type: 'granted'; readonly token: number | null }
  | { readonly type: 'refused' }
  | { readonly type: 'done' }
  | { readonly type: 'unacknowledged' };

/** The clients that are shown as holding a lock: none, or one; `null`: a client that the library does not name. */
export type LockShown = readonly (string | null)[];

/** Every lock that a client has asked for, by its name. */
export type LeaseLockShown = Readonly<Record<string, LockShown>>;

/** A lock that a client was given. The handle is what the client extends and releases the lock with. */
export interface GrantedLock<Handle = unknown> {
  readonly handle: Handle;
  /** The fencing token; `null`: the library has none. */
  readonly token: number | null;
}

/**
 * A library behind the commands of a lock with leases: what a user writes for a library of their own. A refusal resolves to
 * `null` or false; only what is broken throws.
 */
export interface LockLibrary<Handle = unknown> {
  /** Begins a run: no lock is held, and there is no trace of the runs before. */
  reset(): Promise<void>;
  /** Asks for a lock once, without waiting for it. Resolves to `null` where the library refuses. */
  acquire(client: string, lock: string): Promise<GrantedLock<Handle> | null>;
  /** Starts a whole lease from now on. Absent: the library has no such call. */
  extend?(handle: Handle): Promise<boolean>;
  release(handle: Handle): Promise<boolean>;
  /** The client has crashed: what its process did for the lock by itself ends. Absent: it did nothing. */
  forget?(handle: Handle): Promise<void>;
  /** Lets this time pass, in milliseconds. */
  tick(ms: number): Promise<void>;
  /** Which clients hold each of these locks, as the library shows it. */
  shown(locks: readonly string[]): Promise<LeaseLockShown>;
  close(): Promise<void>;
}
