import type { BookingPolicies } from '../../alphabets/booking.ts';
import type { Clock } from '../clock.ts';
import type { OfActor, SystemFailpoints } from '../failpoints.ts';
import type { Booked, Released, Trouble, Wish } from './commands.ts';
import type { BookingTables } from './tables.ts';

/** A resource at the time of a read. */
export interface ResourceSnapshot {
  readonly version: number;
  readonly free: number;
}

/** A booking to write: a wish, with the snapshot on which the decision rests. */
export interface Proposal {
  readonly wish: Wish;
  readonly on: ResourceSnapshot;
}

/** `conflict`: the resource has changed since the snapshot. `aboveCapacity`: the database refuses the booking. */
export type Written = Booked | 'conflict' | 'aboveCapacity';

/** `tooLate`: the time of the hold is over, and the sweeper has not ended the hold yet. */
export type HoldConfirmation = Booked | Released | { readonly type: 'tooLate' };

export type Cancellation = Released | { readonly type: 'cancelled' };

export type Expiry = Released | { readonly type: 'expired' | 'notDue' | 'noExpiry' | 'noSuchBooking' };

/**
 * The requests of the use case to a database, over a single connection. Each method is a transaction. Rejects with
 * `InfrastructureFailure` if the infrastructure fails, with `Conflict` if the database refuses a transaction because of
 * another transaction, and with any other error if the implementation is broken.
 */
export interface Repository {
  /**
   * The resource, and the booking of this request if any, read at the same instant. `null`: the resource is unknown.
   */
  read(wish: Wish): Promise<{ readonly snapshot: ResourceSnapshot; readonly booked: Booked | null } | null>;
  /** Takes the units and writes the booking. */
  persist(proposal: Proposal): Promise<Written>;
  confirm(booking: number): Promise<HoldConfirmation>;
  cancel(booking: number): Promise<Cancellation>;
  close(): Promise<void>;
}

/** Booking on a database: the same transactions and tables on SQLite and on Postgres. */
export interface BookingStore {
  /** Connects a client. */
  connect(client: string): Promise<Repository>;
  addResource(name: string, capacity: number): Promise<void>;
  expireHold(booking: number): Promise<Expiry>;
  readTables(): Promise<BookingTables>;
  /** All rows, so that another store of the same policies can be opened with them; `null`: not exactly. Absent: it takes none down. */
  takeRows?(): Promise<unknown>;
  /** Ends the connection of a client at the server. Resolves to whether there was one, once it is gone. Absent: there is no server. */
  cut?(client: string): Promise<boolean>;
  /**
   * Ends the connection of a client that is killed at a stage, and does not hear of it; it opens no other one. Absent: without a
   * stage the code of the client would go on.
   */
  kill?(client: string): Promise<void>;
  /** Closes the connections of all clients as well. */
  close(): Promise<void>;
}

/** The parameters of every store. */
export interface BookingSurroundings {
  readonly policies: BookingPolicies;
  readonly clock: Clock;
  readonly failpoints: SystemFailpoints;
}

/** The parameters of a client, or of the sweeper. */
export type BookingActorSurroundings = OfActor<BookingSurroundings>;

/** The infrastructure failed. Only a lost connection leaves open whether the transaction was committed. */
export class InfrastructureFailure extends Error {
  override name = 'InfrastructureFailure';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble, options);
    this.trouble = trouble;
  }
}

/** The database rolled a transaction back because of another transaction on the same rows. */
export class Conflict extends Error {
  override name = 'Conflict';
}
