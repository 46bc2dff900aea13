import type { Message } from './commands.ts';

/** A server's memory of a player. */
export interface HeldPlayer {
  readonly token: number;
  readonly version: number;
  readonly isDamaged: boolean;
  readonly handOver: {
    readonly to: string;
    readonly transfer: number;
    readonly retries: number;
    readonly nextAtMs: number | null;
  } | null;
}

/** The state of the coordinator's store. Records are by name. */
export interface Tables {
  readonly leases: Readonly<Record<string, number>>;
  readonly players: Readonly<Record<string, PlayerRecord>>;
  /** The instant at which the throttle's bucket is full. New transfers take from the bucket while many are active. */
  readonly bucketFullAtMs: number;
  readonly items: Readonly<Record<string, { readonly owner: string; readonly places: readonly string[] }>>;
}

export interface PlayerRecord {
  readonly server: string;
  readonly token: number;
  readonly saved: { readonly version: number; readonly isDamaged: boolean };
  readonly transfer: { readonly to: string; readonly endsAtMs: number } | null;
  readonly transfers: number;
}

/** The view of a member of the coordinator. */
export interface MemberView {
  readonly isReachable: boolean;
  readonly tokens: Readonly<Record<string, number>>;
}

export interface Limits {
  readonly active: number;
  readonly throttledFrom: number;
  readonly retries: number;
  readonly messages: number;
}

/** The state of authority as far as an outsider can observe authority. */
export interface AuthorityView extends Omit<Tables, 'leases'> {
  readonly nowMs: number;
  readonly servers: Readonly<Record<string, ServerView>>;
  readonly members: Readonly<Record<string, MemberView>>;
  readonly messages: readonly Message[];
  readonly limits: Limits;
}

export interface ServerView {
  readonly isUp: boolean;
  readonly isCut: boolean;
  readonly leaseUntilMs: number;
  readonly holds: Readonly<Record<string, HeldPlayer>>;
  readonly hidden: readonly string[];
}
