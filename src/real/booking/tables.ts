import type { BookingView } from '../../alphabets/booking.ts';

/** Every row of every table. */
export type BookingTables = Pick<BookingView, 'resources' | 'bookings'>;
