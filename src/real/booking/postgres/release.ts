import type { PostgresSession } from '../../database/postgres.ts';
import type { BookingContext } from './context.ts';

const andHasNotEnded = `
      AND status IN ('held', 'confirmed')`;

/** The condition that frees the units of a booking once: a later command finds the booking ended. */
export function andIsLive({ policies }: BookingContext): string {
  return policies.releaseOnce ? andHasNotEnded : '';
}

/** Returns the units of a booking to its resource. */
export async function freeUnits(session: PostgresSession, booking: number): Promise<void> {
  await session.run(
    `
    UPDATE resources SET free = free + bookings.units, version = version + 1
    FROM bookings
    WHERE bookings.id = :booking
      AND resources.id = bookings.resource`,
    { booking },
  );
}
