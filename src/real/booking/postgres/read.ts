import type { Repository } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';

interface Row {
  readonly version: number;
  readonly free: number;
  readonly booking: number | null;
}

/** Reads the resource and, with the policy `idempotencyKey` on, the booking of this request, in a single statement. */
export function prepareRead(context: BookingContext): Repository['read'] {
  const readResource = 'SELECT version, free, NULL AS booking FROM resources WHERE id = :resource';
  const readBoth = `
    SELECT version, free, bookings.id AS booking
    FROM resources LEFT JOIN bookings
      ON client = :client
      AND request = :request
    WHERE resources.id = :resource`;
  const readAll = context.policies.idempotencyKey ? readBoth : readResource;

  return ({ client, request, resource, isHold }) =>
    durableTransaction(context, 'read', async (session) => {
      const found = await session.get<Row>(readAll, { resource, client, request });
      if (found === undefined) return null;
      const { booking, ...snapshot } = found;
      return { snapshot, booked: booking === null ? null : { type: isHold ? 'held' : 'confirmed', booking } };
    });
}
