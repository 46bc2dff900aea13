import type { BookingCommand, BookingOutcome } from '../../alphabets/booking.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { OverlappingEnding } from '../../kernel/model.ts';
import type { BookingRules } from './rules.ts';
import type { BookingState } from './state.ts';
import { bookingStep } from './step.ts';

/** Why a hold may end before its time, reckoned from its commit, while another operation overlaps. */
export const holdByEarlierClock = 'the end of a hold is reckoned from a clock that was read before its commit';

/** Endings of a `persist` that reckons the end of its hold from an instant at which the clock stood before. */
export function overlappingBookingEndings(
  rules: BookingRules,
): (state: BookingState, command: BookingCommand) => readonly OverlappingEnding<BookingState, BookingOutcome>[] {
  const step = bookingStep(rules);
  return (state, command) => {
    if (command.type !== 'persist' || state.clients[command.client]?.request?.isHold !== true) return [];
    return earlierInstantsMs(state).flatMap((nowMs) => {
      const ending = stepOnCopy({ step }, { ...state, nowMs }, command);
      const isBooked = ending.state.bookings.length > state.bookings.length;
      return isBooked
        ? [{ ...ending, state: { ...ending.state, nowMs: state.nowMs }, because: holdByEarlierClock }]
        : [];
    });
  };
}

/** The instants at which the clock can have stood: the beginning, the ends of holds, and just before them. */
function earlierInstantsMs({ nowMs, bookings }: BookingState): number[] {
  const ends = bookings.flatMap(({ expiresAtMs }) => (expiresAtMs === null ? [] : [expiresAtMs - 1, expiresAtMs]));
  return [...new Set([0, ...ends])].filter((atMs) => atMs < nowMs);
}
