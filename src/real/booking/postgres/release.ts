import type { Session } from '../../database/postgres.ts';
import type { BookingContext } from './context.ts';

const andHasNotEnded = `
      AND status IN ('held', 'confirmed')`;

/** What a statement asks besides, so that the units of a booking are freed once: whoever comes later finds it ended. */
export function andIsLive({ policies }: BookingContext): string {
  return policies.releaseOnce ? andHasNotEnded : '';
}

/** Gives the units of a booking back to its resource. */
export async function freeUnits(session: Session, booking: number): Promise<void> {
  await session.run(
    `
    UPDATE resources SET free = free + bookings.units, version = version + 1
    FROM bookings
    WHERE bookings.id = :booking
      AND resources.id = bookings.resource`,
    { booking },
  );
}
