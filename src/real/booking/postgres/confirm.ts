import type { BookingStatus } from '../../../alphabets/booking.ts';
import type { Repository } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';

/** Confirms a hold before its end. A repeated request gets the same response. */
export function prepareConfirm(context: BookingContext): Repository['confirm'] {
  const { clock } = context;
  const confirmHold = `
    UPDATE bookings SET status = 'confirmed', expires_at_ms = NULL
    WHERE id = :booking
      AND status = 'held'
      AND expires_at_ms > :nowMs`;
  const readStatus = 'SELECT status FROM bookings WHERE id = :booking';

  return (booking) =>
    durableTransaction(context, 'confirm', async (session) => {
      if ((await session.run(confirmHold, { booking, nowMs: clock.nowMs() })) === 1) {
        return { type: 'confirmed', booking };
      }
      const found = await session.get<{ status: BookingStatus }>(readStatus, { booking });
      if (found?.status === 'held') return { type: 'tooLate' };
      return found?.status === 'confirmed' ? { type: 'confirmed', booking } : { type: 'alreadyReleased' };
    });
}
