import type { BookingStore } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { andIsLive, prepareFreeUnits } from './release.ts';

/** The sweeper ends a hold that is over. A confirmed booking has no end. */
export function prepareExpireHold(context: BookingContext): BookingStore['expireHold'] {
  const { connection, policies, clock } = context;
  const expire = connection.statement(`
    UPDATE bookings SET status = 'expired'
    WHERE id = :booking
      AND expires_at_ms <= :nowMs
      ${andIsLive(context)}`);
  const readDeadline = connection.statement('SELECT expires_at_ms AS expiresAtMs FROM bookings WHERE id = :booking');
  const freeUnits = prepareFreeUnits(context);

  return async (booking) => {
    if (!policies.holdExpiry) return { type: 'noExpiry' };
    return durableTransaction(context, 'expireHold', () => {
      if (expire.run({ booking, nowMs: clock.nowMs() }) === 1) {
        freeUnits(booking);
        return { type: 'expired' };
      }
      const found = readDeadline.get({ booking });
      if (found === undefined) return { type: 'noSuchBooking' };
      const expiresAtMs = found['expiresAtMs'] as number | null;
      const isDue = expiresAtMs !== null && expiresAtMs <= clock.nowMs();
      return isDue ? { type: 'alreadyReleased' } : { type: 'notDue' };
    });
  };
}
