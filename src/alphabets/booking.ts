import type { CutFault } from '../kernel/cut.ts';

/** The mechanisms that protect the invariants of booking, each of which can be switched off. */
export type BookingPolicies = {
  /** The store accepts a write only on the version of the decision. Off: the last write wins. */
  readonly versionCheck: boolean;
  /** The caller gets each conflict as an outcome. Off: the use case reads, decides and writes again within the call. */
  readonly surfaceConflicts: boolean;
  /** Every request carries a key, and the store knows which booking came of it. */
  readonly idempotencyKey: boolean;
  /** The first command that ends a booking frees its units. Off: every such command frees them. */
  readonly releaseOnce: boolean;
  /** The database itself refuses a booking that would bring the live units above the capacity. */
  readonly storeConstraint: boolean;
  /** The sweeper frees a hold that is not confirmed in time. */
  readonly holdExpiry: boolean;
};

/** What a booking system sets of the model: where such systems differ, and are right all the same. */
export type BookingTerms = {
  /** How long a hold lasts from its booking. */
  readonly holdMs: number;
  /**
   * Where the clock of the system cannot be moved: how much real time the commands of a run may take together. So much before
   * its end a hold may be over. 0: only ticks move the clock.
   */
  readonly toleranceMs: number;
  /** Whether the connection of a request may be cut around each of its commits. */
  readonly cuts: boolean;
};

/**
 * - `exhausted`: no connection is free; the store is not asked.
 * - `timeout`: the store gives up during the transaction, and reports this.
 * - `lostBeforeCommit`: the connection is lost, and the store rolls back.
 * - `lostAfterCommit`: the connection is lost after the commit. The client cannot distinguish the last two faults.
 */
export type BookingFault = 'exhausted' | 'timeout' | 'lostBeforeCommit' | 'lostAfterCommit';

/** The first step of a use-case call. Number and client are the key; a repeat has the values of the first `read`. */
export interface Read {
  readonly type: 'read';
  readonly client: string;
  readonly request: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  readonly fault?: BookingFault;
}

/** A client's command after the decision, or on its booking. */
export interface ClientCommand {
  readonly type: 'persist' | 'confirm' | 'cancel';
  readonly client: string;
  readonly fault?: BookingFault;
}

export type BookingCommand =
  | Read
  | ClientCommand
  | { readonly type: 'decide'; readonly client: string }
  | { readonly type: 'crash'; readonly client: string }
  | { readonly type: 'restart'; readonly client: string }
  /** The sweeper ends a hold on its list of holds that are over. */
  | { readonly type: 'expireHold'; readonly booking: number }
  | { readonly type: 'tick'; readonly byMs: number };

/** A request whose connection is cut: the client cannot know how much of the request was carried out. */
export type CutBookingCommand = (Omit<Read, 'fault'> | Omit<ClientCommand, 'fault'>) & CutFault;

export type OpenBookingCommand = BookingCommand | CutBookingCommand;

/**
 * Why a call failed. Only `connectionLost` leaves open whether the transaction was written.
 *
 * - `conflict`: another client has written since the call read.
 * - `exhausted`, `timeout`, `connectionLost`: the infrastructure.
 */
export type FailureCause = 'conflict' | 'exhausted' | 'timeout' | 'connectionLost';

export type BookingOutcome =
  | { readonly type: 'read'; readonly version: number; readonly free: number }
  | { readonly type: 'proposed' }
  | { readonly type: 'held' | 'confirmed'; readonly booking: number }
  /** By the decision, since there is no room; or by the database's own constraint. */
  | { readonly type: 'rejected'; readonly by: 'decision' | 'constraint' }
  | { readonly type: 'failed'; readonly cause: FailureCause }
  | { readonly type: 'cancelled' | 'expired' | 'alreadyReleased' | 'tooLate' | 'notDue' | 'noExpiry' }
  | { readonly type: 'alreadyInCall' | 'notNext' | 'nothingRead' | 'alreadyDecided' | 'nothingProposed' }
  | { readonly type: 'nothingHeld' | 'nothingBooked' | 'noSuchBooking' | 'noSuchResource' | 'noSuchClient' }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'clientDown' }
  | { readonly type: 'ticked' | 'notForward' };

/** All that an outsider could find out: the store's rows, each client's written request, and the call under way. */
export interface BookingView {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** By name. */
  resources: Record<string, Resource>;
  /** Every booking that was ever made, in order. None is deleted. */
  bookings: Booking[];
  clients: Record<string, ClientView>;
}

/** A resource with a fixed number of units: seats, beds, tickets. */
export interface Resource {
  readonly capacity: number;
  /** The units that the store counts as left. */
  free: number;
  /** Grows with every write to the resource; a decision on an older version is out of date. */
  version: number;
}

/** A hold ends unless the client confirms it in time. The units of `cancelled` and `expired` bookings are free. */
export type BookingStatus = 'held' | 'confirmed' | 'cancelled' | 'expired';

export interface Booking {
  /** Durable, and never given twice. */
  readonly id: number;
  readonly resource: string;
  /** Client and request together are the key of the booking. */
  readonly client: string;
  readonly request: number;
  readonly units: number;
  status: BookingStatus;
  /** The first instant at which the hold is over; `null` for a booking for good. */
  expiresAtMs: number | null;
}

/** A caller of the use case: its written request survives a crash, its call does not. */
export interface ClientView {
  isUp: boolean;
  /** The request in hand, or the last one; `null` before the first. */
  request: BookingRequest | null;
  call: Call | null;
}

/** A client's request, written down before its first call. */
export interface BookingRequest {
  /** The client's first is 1. */
  readonly number: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  /** `open`: a call is under way, or was cut off, and the client does not know the outcome. */
  outcome: 'open' | 'held' | 'confirmed' | 'rejected' | 'failed';
  /** The booking of this request, as long as the client believes that it has one. */
  booking: number | null;
}

/** A use-case call between its steps: the values that it has read, which may be out of date by now. */
export interface Call {
  readonly version: number;
  readonly free: number;
  hasProposed: boolean;
}
