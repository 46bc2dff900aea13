export type {
  OpenBookingCommand,
  BookingCommand,
  BookingOutcome,
  BookingPolicies,
  BookingView,
} from '../../alphabets/booking.ts';
export { booking } from './subject.ts';
export type { BookingScope, BookingSubject } from './subject-type.ts';
