import type { BookingCommand, BookingOutcome } from '../../alphabets/booking.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { Ending, Model } from '../../kernel/model.ts';
import type { BookingState } from './state.ts';

/** The endings of a crash within a command: its transaction was written, or rolled back. */
export function endingsOfBookingCrash(
  model: Pick<Model<BookingState, BookingCommand, BookingOutcome, never>, 'step'>,
  state: BookingState,
  command: BookingCommand,
): readonly Ending<BookingState, BookingOutcome>[] {
  const outcome = { type: 'crashed' } as const;
  const reached = [state, ...[command, withoutFault(command)].map((one) => stepOnCopy(model, state, one).state)];
  const name = 'client' in command ? command.client : '';
  const client = state.clients[name];
  if (client === undefined) return reached.map((one) => ({ state: one, outcome }));
  // The client loses its call, and has noted nothing.
  const clients = { ...state.clients, [name]: { ...client, isUp: false, call: null } };
  return reached.map((one) => ({ state: { ...one, clients }, outcome }));
}

function withoutFault(command: BookingCommand): BookingCommand {
  if (!('fault' in command)) return command;
  const { fault: _fault, ...whole } = command;
  return whole;
}
