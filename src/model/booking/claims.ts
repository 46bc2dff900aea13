import type { BookingCommand, BookingOutcome } from '../../alphabets/booking.ts';

/** Who takes a command. `null`: the clock. */
export function bookingActorOf(command: BookingCommand): string | null {
  if (command.type === 'tick') return null;
  return command.type === 'expireHold' ? 'sweeper' : command.client;
}

/** Refusals for which the client's own memory, or absence, was the reason. */
const withoutRequest: ReadonlySet<BookingOutcome['type']> = new Set([
  'noSuchClient',
  'clientDown',
  'alreadyUp',
  'alreadyInCall',
  'notNext',
  'nothingRead',
  'alreadyDecided',
  'nothingProposed',
]);

/**
 * A crash, a restart and a decision touch the client's memory alone, as does a command that the client refuses, and a call
 * that failed before the store changed. All other commands share the store. A resource is no key of its own: a `persist`
 * names none, and the ids of bookings are counted over all resources.
 */
export function bookingKeysOf(command: BookingCommand, outcome: BookingOutcome | null): readonly string[] {
  const store = 'store';
  if (command.type === 'tick') return outcome?.type === 'notForward' ? [] : [store];
  if (command.type === 'expireHold') return outcome?.type === 'noExpiry' ? [] : [store];
  const memory = `client ${command.client}`;
  return isOfMemory(command, outcome) ? [memory] : [memory, store];
}

/** The operation touches the memory of its client alone. */
export function isOfMemory(command: BookingCommand, outcome: BookingOutcome | null): boolean {
  if (command.type === 'crash' || command.type === 'restart' || command.type === 'decide') return true;
  if (outcome === null) return false;
  if (withoutRequest.has(outcome.type)) return true;
  if (outcome.type !== 'failed') return false;
  // A read with a fault does not reach the store. A write may be lost after its commit, or find another version.
  if (command.type === 'read') return true;
  return command.type === 'persist' && command.fault !== undefined && command.fault !== 'lostAfterCommit';
}

/**
 * Refusals after which no state has changed. Not among them: `alreadyReleased` to a client, which then believes to have no
 * booking, and `rejected` and `failed`, which end the request.
 */
export function bookingChangesNothing(command: BookingCommand, { type }: BookingOutcome): boolean {
  if (withoutRequest.has(type)) return true;
  if (type === 'alreadyReleased') return command.type === 'expireHold';
  return nothingFound.has(type);
}

const nothingFound: ReadonlySet<BookingOutcome['type']> = new Set([
  'noExpiry',
  'noSuchBooking',
  'noSuchResource',
  'notDue',
  'notForward',
  'nothingBooked',
  'nothingHeld',
  'tooLate',
]);
