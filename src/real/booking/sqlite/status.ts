import type { BookingStatus } from '../../../alphabets/booking.ts';
import type { SqliteConnection } from '../../database/sqlite.ts';

/** The status of a booking; `undefined` if the booking does not exist. */
export function prepareStatus(connection: SqliteConnection): (booking: number) => BookingStatus | undefined {
  const readStatus = connection.statement('SELECT status FROM bookings WHERE id = :booking');

  return (booking) => readStatus.get({ booking })?.['status'] as BookingStatus | undefined;
}
