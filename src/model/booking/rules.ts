import type {
  Booking,
  BookingPolicies,
  BookingRequest,
  BookingTerms,
  BookingView,
  Call,
} from '../../alphabets/booking.ts';
import type { BookingState } from './state.ts';

/** The rules of booking. */
export type BookingRules = BookingPolicies & BookingTerms;

/** The terms of booking, where a system sets no others. */
export const usualBookingTerms: BookingTerms = { holdMs: 600_000, toleranceMs: 0, cuts: false };

/** The booking takes up units: no command has ended it. */
export function isLiveBooking({ status }: Booking): boolean {
  return status === 'held' || status === 'confirmed';
}

export function liveUnitsOf(view: BookingView, resource: string): number {
  return view.bookings
    .filter((booking) => booking.resource === resource && isLiveBooking(booking))
    .reduce((sum, { units }) => sum + units, 0);
}

export function bookingsOf(view: Pick<BookingView, 'bookings'>, client: string, request: number): Booking[] {
  return view.bookings.filter((booking) => booking.client === client && booking.request === request);
}

/** The booking was made as a hold, and the time of the hold is over, in any status. */
export function isDue({ expiresAtMs }: Booking, nowMs: number): boolean {
  return expiresAtMs !== null && expiresAtMs <= nowMs;
}

/** Whether the read leaves room for the request. No other value counts. */
export function hasRoom({ free }: Pick<Call, 'free'>, { units }: Pick<BookingRequest, 'units'>): boolean {
  return units <= free;
}

/** The next instant at which a hold is over. */
export function nextHoldEndMs(state: BookingState): number | null {
  const deadlines = state.bookings.flatMap(({ status, expiresAtMs }) =>
    status === 'held' && expiresAtMs !== null && state.nowMs < expiresAtMs ? [expiresAtMs] : [],
  );
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}
