import type { BookingSubject } from './subject-type.ts';

/** The scopes of booking by name, from small to large. */
export const bookingScopes: BookingSubject['scopes'] = {
  small: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
  // A single unit, and the ends of holds are tried one instant before and after.
  boundaries: { clients: 2, resources: 1, units: 1, requests: 2, faults: 0, boundaries: 1 },
  medium: { clients: 2, resources: 1, units: 2, requests: 2, faults: 2 },
  large: { clients: 3, resources: 2, units: 3, requests: 3, faults: 4 },
};
