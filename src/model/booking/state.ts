import type { BookingView, ClientView, Resource } from '../../alphabets/booking.ts';

/** The whole world of booking: the store's rows, each client's written request, and the call under way. */
export interface BookingState extends BookingView {
  /** How many faults have struck. Bounded by the scope; not part of booking. */
  faults: number;
}

/** The state without the count of faults. */
export function bookingViewOf({ nowMs, resources, bookings, clients }: BookingState): BookingView {
  return { nowMs, resources, bookings, clients };
}

/** How big the world is. */
export type BookingScope = {
  readonly clients: number;
  readonly resources: number;
  /** The capacity of each resource. */
  readonly units: number;
  /** How many requests each client makes, repeats not counted. */
  readonly requests: number;
  /** The number of commands that a fault may strike; plain crashes do not count. */
  readonly faults: number;
  /**
   * Above 0: what a limit refuses is tried as well. The clock also stops so many milliseconds before and after a deadline, and
   * the sweeper asks for holds that are not over. Absent: 0.
   */
  readonly boundaries?: number;
};

export function initialBookingState(scope: BookingScope): BookingState {
  const resources = resourceNames(scope).map((name): [string, Resource] => [
    name,
    { capacity: scope.units, free: scope.units, version: 0 },
  ]);
  const clients = clientNames(scope).map((name): [string, ClientView] => [
    name,
    { isUp: true, request: null, call: null },
  ]);
  return {
    nowMs: 0,
    resources: Object.fromEntries(resources),
    bookings: [],
    clients: Object.fromEntries(clients),
    faults: 0,
  };
}

export function clientNames(scope: Pick<BookingScope, 'clients'>): string[] {
  return Array.from({ length: scope.clients }, (_, index) => `c${index + 1}`);
}

export function resourceNames(scope: Pick<BookingScope, 'resources'>): string[] {
  return Array.from({ length: scope.resources }, (_, index) => `r${index + 1}`);
}
