import type { BookingStore } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { andIsLive, freeUnits } from './release.ts';

/** The sweeper ends a hold that is over. A confirmed booking has no end. */
export function prepareExpireHold(context: BookingContext): BookingStore['expireHold'] {
  const { policies, clock } = context;
  const expire = `
    UPDATE bookings SET status = 'expired'
    WHERE id = :booking
      AND expires_at_ms <= :nowMs
      ${andIsLive(context)}`;
  const readDeadline = 'SELECT expires_at_ms AS "expiresAtMs" FROM bookings WHERE id = :booking';

  return async (booking) => {
    if (!policies.holdExpiry) return { type: 'noExpiry' };
    return durableTransaction(context, 'expireHold', async (session) => {
      const nowMs = clock.nowMs();
      if ((await session.run(expire, { booking, nowMs })) === 1) {
        await freeUnits(session, booking);
        return { type: 'expired' };
      }
      const found = await session.get<{ expiresAtMs: number | null }>(readDeadline, { booking });
      if (found === undefined) return { type: 'noSuchBooking' };
      const isDue = found.expiresAtMs !== null && found.expiresAtMs <= nowMs;
      return isDue ? { type: 'alreadyReleased' } : { type: 'notDue' };
    });
  };
}
