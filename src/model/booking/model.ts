import type { BookingCommand, BookingOutcome, BookingPolicies, BookingView } from '../../alphabets/booking.ts';
import type { Model } from '../../kernel/model.ts';
import { offeredCommands } from './commands.ts';
import { bookingInvariants, settledBookingInvariants } from './invariants.ts';
import { recoveryCommands } from './recovery.ts';
import { holdMs } from './rules.ts';
import type { BookingScope, BookingState } from './state.ts';
import { clientNames, initialState, resourceNames, viewOf } from './state.ts';
import { bookingStep } from './step.ts';

export type BookingModel = Model<BookingState, BookingCommand, BookingOutcome, BookingView>;

/** The behaviour of a correct booking system. */
export function bookingModel(policies: BookingPolicies, scope: BookingScope): BookingModel {
  return {
    name: 'booking',
    initial: initialState(scope),
    commands: offeredCommands(scope),
    step: bookingStep(policies),
    view: viewOf,
    invariants: bookingInvariants,
    recovery: recoveryCommands(policies),
    settled: settledBookingInvariants,
    stateShowing: (view) => ({ ...view, faults: scope.faults }),
    symmetry: [clientNames(scope), resourceNames(scope)],
    instants: (state) => ({
      clock: [state, 'nowMs'],
      deadlines: state.bookings
        .filter(({ expiresAtMs }) => expiresAtMs !== null)
        .map((booking) => [booking, 'expiresAtMs'] as const),
      lifetimeMs: holdMs,
    }),
  };
}
