export type {
  /** Every command of the subject, those of cut connections included. */
  OpenBookingCommand as BookingCommand,
  BookingOutcome,
  BookingPolicies,
  BookingTerms,
  BookingView,
} from '../../alphabets/booking.ts';
export { booking } from './subject.ts';
export type { BookingScope, BookingSubject } from './subject-type.ts';
