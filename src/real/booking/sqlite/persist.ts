import type { Repository, Written } from '../ports.ts';
import { holdMs } from '../rules.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { aboveCapacity } from './schema.ts';

/**
 * Writes the decision: the resource's new row, computed from the snapshot, and the booking. With the version check,
 * only if the resource is unchanged since the snapshot (optimistic concurrency control: Kung and Robinson, 1981).
 */
export function preparePersist(context: BookingContext): Repository['persist'] {
  const { connection, policies, clock } = context;
  const andIsUnchanged = `
      AND version = :version`;
  const takeUnits = connection.statement(`
    UPDATE resources SET free = :free - :units, version = :version + 1
    WHERE id = :resource
      ${policies.versionCheck ? andIsUnchanged : ''}`);
  const insertBooking = connection.statement(`
    INSERT INTO bookings (resource, client, request, units, status, expires_at_ms)
    VALUES (:resource, :client, :request, :units, :status, :expiresAtMs)
    RETURNING id`);

  return ({ wish: { client, request, resource, units, isHold }, on: { version, free } }) =>
    durableTransaction<Written>(
      context,
      'persist',
      () => {
        if (takeUnits.run({ resource, version, free, units }) === 0) return 'conflict';
        const type = isHold ? 'held' : 'confirmed';
        const expiresAtMs = isHold ? clock.nowMs() + holdMs : null;
        const inserted = insertBooking.get({ resource, client, request, units, status: type, expiresAtMs });
        return { type, booking: inserted?.['id'] as number };
      },
      refusalOf,
    );
}

/** SQLite's code for a violation of a unique index. */
const notUnique = 2067;

/** A request with the same key was quicker, or there is no room in spite of the decision. */
function refusalOf(error: unknown): 'conflict' | 'aboveCapacity' {
  if (error instanceof Error && error.message === aboveCapacity) return 'aboveCapacity';
  if (error instanceof Error && 'errcode' in error && error.errcode === notUnique) return 'conflict';
  throw error;
}
