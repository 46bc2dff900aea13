import type {
  OpenBookingCommand,
  BookingOutcome,
  BookingPolicies,
  BookingTerms,
  BookingView,
} from '../../alphabets/booking.ts';
import type { Subject } from '../../kernel/subject.ts';
import type { BookingScope, BookingState } from '../../model/booking/state.ts';

export type { BookingScope } from '../../model/booking/state.ts';

/** The booking as a subject. */
export type BookingSubject = Subject<
  BookingState,
  OpenBookingCommand,
  BookingOutcome,
  BookingView,
  BookingPolicies,
  BookingScope,
  BookingTerms
>;
