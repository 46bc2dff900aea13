import { DatabaseError } from 'pg';
import { Conflict } from '../ports.ts';
import type { Repository, Written } from '../ports.ts';
import { holdMs } from '../rules.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { neverAboveCapacity, oneBookingPerRequest } from './schema.ts';

/**
 * Writes the decision: the resource's new row, computed from the snapshot, and the booking. With the version check,
 * only if the resource is unchanged since the snapshot (optimistic concurrency control: Kung and Robinson, 1981): a
 * transaction that waited for the row sees the version that the other transaction wrote.
 */
export function preparePersist(context: BookingContext): Repository['persist'] {
  const { policies, clock } = context;
  const andIsUnchanged = `
      AND version = :version`;
  const takeUnits = `
    UPDATE resources SET free = :free::int - :units, version = :version::int + 1
    WHERE id = :resource
      ${policies.versionCheck ? andIsUnchanged : ''}`;
  const insertBooking = `
    INSERT INTO bookings (resource, client, request, units, status, expires_at_ms)
    VALUES (:resource, :client, :request, :units, :status, :expiresAtMs)
    RETURNING id`;

  return ({ wish: { client, request, resource, units, isHold }, on: { version, free } }) =>
    durableTransaction<Written>(
      context,
      'persist',
      async (session) => {
        if ((await session.run(takeUnits, { resource, version, free, units })) === 0) return 'conflict';
        const type = isHold ? 'held' : 'confirmed';
        const expiresAtMs = isHold ? clock.nowMs() + holdMs : null;
        const booking = { resource, client, request, units, status: type, expiresAtMs };
        const inserted = await session.get<{ id: number }>(insertBooking, booking);
        if (inserted === undefined) throw new Error('the database returned no id for a booking that was inserted');
        return { type, booking: inserted.id };
      },
      refusalOf,
    );
}

/**
 * `exclusion_violation`: not in this schema, but an application that books seats instead of units may have the
 * constraint.
 */
const excluded = '23P01';

/** Another client was quicker, or there is no room in spite of the decision. */
function refusalOf(error: unknown): 'conflict' | 'aboveCapacity' {
  if (error instanceof Conflict) return 'conflict';
  if (error instanceof DatabaseError) {
    if (error.constraint === neverAboveCapacity || error.code === excluded) return 'aboveCapacity';
    if (error.constraint === oneBookingPerRequest) return 'conflict';
  }
  throw error;
}
