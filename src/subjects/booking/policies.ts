import type { BookingSubject } from './subject-type.ts';

/** The policies of booking: what each does, and the invariants that it protects. */
export const bookingPolicies: BookingSubject['policies'] = {
  versionCheck: {
    does: 'A booking is written only if the resource has not changed since the client read its version.',
    protects: ['INV_102', 'INV_103', 'INV_107'],
  },
  surfaceConflicts: {
    does: 'A conflict is returned to the caller; no layer retries a call on its own.',
    protects: ['INV_103'],
  },
  idempotencyKey: {
    does: 'A request carries a key; a repeated request with that key gets the result of the first.',
    protects: ['INV_104', 'INV_105', 'INV_106', 'INV_110'],
  },
  releaseOnce: {
    does: 'The units of a booking are freed once, by the first command that ends the booking.',
    protects: ['INV_107'],
  },
  storeConstraint: {
    does: 'The database itself refuses a booking that would bring the booked units above the capacity.',
    protects: [],
    behind: { policy: 'versionCheck', protects: ['INV_101'] },
  },
  holdExpiry: {
    does: 'The sweeper ends a hold that was not confirmed in time, and its units are free again.',
    protects: ['INV_111'],
  },
};
