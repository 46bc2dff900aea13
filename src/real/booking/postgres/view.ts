import type { PostgresSession } from '../../database/postgres.ts';
import type { BookingTables } from '../tables.ts';

/** Reads both tables in a single statement, and so at the same instant; bookings in the order of insertion. */
export function prepareBookingView(take: () => Promise<PostgresSession>): () => Promise<BookingTables> {
  const readTables = `
    SELECT
      (SELECT coalesce(json_object_agg(id, json_build_object(
        'capacity', capacity, 'free', free, 'version', version
      )), '{}') FROM resources) AS resources,
      (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'resource', resource, 'client', client, 'request', request, 'units', units, 'status', status,
        'expiresAtMs', expires_at_ms
      ) ORDER BY id), '[]') FROM bookings) AS bookings`;

  return async () => (await (await take()).get<BookingTables>(readTables)) as BookingTables;
}
