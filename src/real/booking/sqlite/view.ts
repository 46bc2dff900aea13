import type { BookingStatus } from '../../../alphabets/booking.ts';
import type { SqliteConnection } from '../../database/sqlite.ts';
import type { BookingTables } from '../tables.ts';

/** Reads the tables: resources by name, bookings in the order of insertion. */
export function prepareBookingView(connection: SqliteConnection): () => BookingTables {
  const resources = connection.statement('SELECT id, capacity, free, version FROM resources');
  const bookings = connection.statement(`
    SELECT id, resource, client, request, units, status, expires_at_ms FROM bookings ORDER BY id`);

  return () => ({
    resources: Object.fromEntries(
      (resources.rows() as ResourceRow[]).map(([id, capacity, free, version]) => [id, { capacity, free, version }]),
    ),
    bookings: (bookings.rows() as BookingRow[]).map(([id, resource, client, request, units, status, expiresAtMs]) => ({
      id,
      resource,
      client,
      request,
      units,
      status,
      expiresAtMs,
    })),
  });
}

type ResourceRow = [id: string, capacity: number, free: number, version: number];
type BookingRow = [
  id: number,
  resource: string,
  client: string,
  request: number,
  units: number,
  status: BookingStatus,
  expiresAtMs: number | null,
];
