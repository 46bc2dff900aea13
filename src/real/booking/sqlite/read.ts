import type { Booked } from '../commands.ts';
import type { Repository, ResourceSnapshot } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';

/**
 * Reads the resource and, with the policy `idempotencyKey` on, the booking of this request, in a single transaction.
 */
export function prepareRead(context: BookingContext): Repository['read'] {
  const { connection, policies } = context;
  const readResource = connection.statement('SELECT version, free FROM resources WHERE id = :resource');
  const readBooking = connection.statement(`
    SELECT id FROM bookings
    WHERE client = :client
      AND request = :request`);

  return ({ client, request, resource, isHold }) =>
    durableTransaction(context, 'read', () => {
      const snapshot = readResource.get({ resource });
      if (snapshot === undefined) return null;
      const found = policies.idempotencyKey ? readBooking.get({ client, request }) : undefined;
      const booked: Booked | null =
        found === undefined ? null : { type: isHold ? 'held' : 'confirmed', booking: found['id'] as number };
      return { snapshot: snapshot as unknown as ResourceSnapshot, booked };
    });
}
