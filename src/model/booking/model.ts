import type {
  BookingCommand,
  BookingOutcome,
  BookingPolicies,
  BookingTerms,
  BookingView,
} from '../../alphabets/booking.ts';
import type { Model } from '../../kernel/model.ts';
import { bookingApart } from './apart.ts';
import { bookingActorOf, bookingChangesNothing, bookingKeysOf } from './claims.ts';
import { enabledBookingCommands } from './commands.ts';
import { endingsOfBookingCrash } from './crash.ts';
import { bookingInvariants, settledBookingInvariants } from './invariants.ts';
import { overlappingBookingEndings } from './overlapping.ts';
import { bookingRecoveryCommands } from './recovery.ts';
import { usualBookingTerms } from './rules.ts';
import type { BookingScope, BookingState } from './state.ts';
import { clientNames, initialBookingState, resourceNames, bookingViewOf } from './state.ts';
import { bookingStep } from './step.ts';

export type BookingModel = Model<BookingState, BookingCommand, BookingOutcome, BookingView>;

/** The behaviour of a correct booking system. */
export function bookingModel(
  policies: BookingPolicies,
  scope: BookingScope,
  terms: BookingTerms = usualBookingTerms,
): BookingModel {
  const { holdMs, toleranceMs } = terms;
  const rules = { ...terms, ...policies };
  return {
    name: 'booking',
    initial: initialBookingState(scope),
    commands: enabledBookingCommands(scope, terms),
    step: bookingStep(rules),
    whileOverlapping: overlappingBookingEndings(rules),
    actor: bookingActorOf,
    partition: bookingKeysOf,
    changesNothing: bookingChangesNothing,
    apart: bookingApart,
    view: bookingViewOf,
    invariants: bookingInvariants,
    recovery: bookingRecoveryCommands(policies),
    settled: settledBookingInvariants,
    stateShowing: (view) => ({ ...view, faults: scope.faults }),
    afterCrash: (state, command) => endingsOfBookingCrash({ step: bookingStep(rules) }, state, command),
    symmetry: [clientNames(scope), resourceNames(scope)],
    instants: (state) => ({
      clock: [state, 'nowMs'],
      deadlines: state.bookings
        .filter(({ expiresAtMs }) => expiresAtMs !== null)
        .map((booking) => [booking, 'expiresAtMs'] as const),
      lifetimeMs: holdMs,
      ...(toleranceMs > 0 && { toleranceMs }),
    }),
  };
}
