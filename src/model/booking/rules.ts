import type { Booking, BookingRequest, BookingState, BookingView, Call } from './state.ts';

/** How long a hold lasts from its booking. */
export const holdMs = 600_000;

/** It takes up units: nobody has given it back. */
export function isLive({ status }: Booking): boolean {
  return status === 'held' || status === 'confirmed';
}

export function liveUnitsOf(view: BookingView, resource: string): number {
  return view.bookings
    .filter((booking) => booking.resource === resource && isLive(booking))
    .reduce((sum, { units }) => sum + units, 0);
}

export function bookingsOf(view: Pick<BookingView, 'bookings'>, client: string, request: number): Booking[] {
  return view.bookings.filter((booking) => booking.client === client && booking.request === request);
}

/** It was a hold, and its time is over, whatever has become of it. */
export function isDue({ expiresAtMs }: Booking, nowMs: number): boolean {
  return expiresAtMs !== null && expiresAtMs <= nowMs;
}

/** Whether what was read leaves room for what is wanted. Nothing else has a say. */
export function hasRoom({ free }: Pick<Call, 'free'>, { units }: Pick<BookingRequest, 'units'>): boolean {
  return units <= free;
}

/** The next instant at which a hold is over. */
export function nextDeadlineMs(state: BookingState): number | null {
  const deadlines = state.bookings.flatMap(({ status, expiresAtMs }) =>
    status === 'held' && expiresAtMs !== null && state.nowMs < expiresAtMs ? [expiresAtMs] : [],
  );
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}
