import type { Booked, BookingPolicies, Released, Trouble, Wish } from './commands.ts';
import type { Clock } from '../clock.ts';
import type { Failpoints } from '../failpoints.ts';
import type { Tables } from './view.ts';

/** What a resource was when somebody read it. */
export interface Snapshot {
  readonly version: number;
  readonly free: number;
}

/** What is to be written: a wish, on the snapshot on which it was decided. */
export interface Proposal {
  readonly wish: Wish;
  readonly on: Snapshot;
}

/** `conflict`: somebody else has written to the resource since the snapshot. `aboveCapacity`: the database refuses it. */
export type Written = Booked | 'conflict' | 'aboveCapacity';

/** `tooLate`: the hold is over, though nobody has ended it yet. */
export type Confirmation = Booked | Released | { readonly type: 'tooLate' };

export type Cancellation = Released | { readonly type: 'cancelled' };

export type Expiry = Released | { readonly type: 'expired' | 'notDue' | 'noExpiry' | 'noSuchBooking' };

/**
 * What the use case asks of a database, over one connection. Each of these is one transaction: all of it, or nothing.
 * Rejects with `InfrastructureFailure` where the infrastructure gave way, with `Conflict` where the database itself
 * refuses a transaction for what another does, and with anything else where it is broken.
 */
export interface Repository {
  /** The resource as it is, and the booking that this request led to, as of one moment. `null`: no such resource. */
  read(wish: Wish): Promise<{ readonly snapshot: Snapshot; readonly booked: Booked | null } | null>;
  /** Takes the units and writes the booking. */
  persist(proposal: Proposal): Promise<Written>;
  confirm(booking: number): Promise<Confirmation>;
  cancel(booking: number): Promise<Cancellation>;
  close(): Promise<void>;
}

/** Booking on one kind of database: the same transactions and tables on each. */
export interface BookingStore {
  connect(): Promise<Repository>;
  addResource(name: string, capacity: number): Promise<void>;
  expireHold(booking: number): Promise<Expiry>;
  readTables(): Promise<Tables>;
  /** Hangs up for everybody. */
  close(): Promise<void>;
}

/** What every store is given. */
export interface Surroundings {
  readonly policies: BookingPolicies;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
}

/** The infrastructure gave way. Only where a connection was lost is it open whether anything was written. */
export class InfrastructureFailure extends Error {
  override name = 'InfrastructureFailure';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble, options);
    this.trouble = trouble;
  }
}

/** The database has rolled back, since another transaction was at the same rows. */
export class Conflict extends Error {
  override name = 'Conflict';
}
