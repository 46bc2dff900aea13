import type { BookingCommand, BookingFault, BookingOutcome } from '../../alphabets/booking.ts';
import type { StrikeKind } from '../../kernel/model.ts';

/**
 * Each way in which a command of a client may have ended whose connection was cut, or whose process was killed: rolled back, or
 * written without an answer. A read writes nothing, and a decision asks nothing of the store. A process that is killed has noted
 * nothing.
 */
export function struckBookingCommand(
  fault: StrikeKind,
  command: BookingCommand,
): readonly (readonly BookingCommand[])[] {
  if (!('client' in command) || command.type === 'restart' || command.type === 'crash') return [[]];
  const crash: BookingCommand = { type: 'crash', client: command.client };
  if (command.type === 'decide') return [fault === 'kill' ? [crash] : []];
  if (command.type === 'read') return [[fault === 'kill' ? crash : { ...command, fault: 'lostBeforeCommit' }]];
  const lost = (place: BookingFault): BookingCommand => ({ ...command, fault: place });
  return fault === 'kill'
    ? [[crash], [lost('lostAfterCommit'), crash]]
    : [[lost('lostBeforeCommit')], [lost('lostAfterCommit')]];
}

/** The connection was lost within the command, or the process of the client was killed. */
export function leavesBookingOpen({ type }: BookingCommand, outcome: BookingOutcome): boolean {
  if (outcome.type === 'failed') return outcome.cause === 'connectionLost';
  return outcome.type === 'crashed' && type !== 'crash';
}
