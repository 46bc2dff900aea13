import type { BookingCommand, BookingOutcome } from '../../alphabets/booking.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { OverlappingEnding } from '../../kernel/model.ts';
import type { BookingRules } from './rules.ts';
import type { BookingState } from './state.ts';
import { bookingStep } from './step.ts';

/** Why a hold may end before its time, reckoned from its commit, while another operation overlaps. */
export const holdByEarlierClock = 'the end of a hold is reckoned from a clock that was read before its commit';

/** Why a call that hides a conflict may fail with a conflict, while another operation overlaps. */
export const hiddenRetryConflicts =
  'the hidden retry reads and writes in transactions of its own, and meets another write in between';

type Ending = OverlappingEnding<BookingState, BookingOutcome>;

/**
 * Endings of a `persist` that reckons the end of its hold from an instant at which the clock stood before, or whose hidden retry
 * meets a conflict as well.
 */
export function overlappingBookingEndings(
  rules: BookingRules,
): (state: BookingState, command: BookingCommand) => readonly Ending[] {
  const step = bookingStep(rules);
  const surfacing = bookingStep({ ...rules, surfaceConflicts: true });
  return (state, command) => {
    if (command.type !== 'persist') return [];
    const endings: Ending[] = [];
    if (state.clients[command.client]?.request?.isHold === true)
      for (const nowMs of earlierInstantsMs(state)) {
        const ending = stepOnCopy({ step }, { ...state, nowMs }, command);
        const isBooked = ending.state.bookings.length > state.bookings.length;
        if (isBooked)
          endings.push({ ...ending, state: { ...ending.state, nowMs: state.nowMs }, because: holdByEarlierClock });
      }
    if (rules.surfaceConflicts) return endings;
    const surfaced = stepOnCopy({ step: surfacing }, state, command);
    const isConflict = surfaced.outcome.type === 'failed' && surfaced.outcome.cause === 'conflict';
    return isConflict ? [...endings, { ...surfaced, because: hiddenRetryConflicts }] : endings;
  };
}

/** The instants at which the clock can have stood: the beginning, the ends of holds, and just before them. */
function earlierInstantsMs({ nowMs, bookings }: BookingState): number[] {
  const ends = bookings.flatMap(({ expiresAtMs }) => (expiresAtMs === null ? [] : [expiresAtMs - 1, expiresAtMs]));
  return [...new Set([0, ...ends])].filter((atMs) => atMs < nowMs);
}
