import type { BookingCommand, BookingOutcome, FailureCause, Read } from '../../alphabets/booking.ts';

/** A request of a client. The client's name and the number of the request are the key. */
export type Wish = Omit<Read, 'type' | 'fault'>;

/** A command that a client carries out. */
export type ClientAction = Extract<BookingCommand, { type: 'read' | 'decide' | 'persist' | 'confirm' | 'cancel' }>;

/** A failure of the infrastructure during a call. */
export type Trouble = Exclude<FailureCause, 'conflict'>;

export type Rejected = Extract<BookingOutcome, { type: 'rejected' }>;
export type Failed = Extract<BookingOutcome, { type: 'failed' }>;
export type Booked = Extract<BookingOutcome, { type: 'held' | 'confirmed' }>;

/** The outcome of a command on a booking that has ended. */
export type Released = { readonly type: 'alreadyReleased' };
