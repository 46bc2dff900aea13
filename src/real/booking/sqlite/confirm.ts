import type { Repository } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { prepareStatus } from './status.ts';

/** Confirms a hold before its end. A repeated request gets the same response. */
export function prepareConfirm(context: BookingContext): Repository['confirm'] {
  const { connection, clock } = context;
  const confirmHold = connection.statement(`
    UPDATE bookings SET status = 'confirmed', expires_at_ms = NULL
    WHERE id = :booking
      AND status = 'held'
      AND expires_at_ms > :nowMs`);
  const statusOf = prepareStatus(connection);

  return (booking) =>
    durableTransaction(context, 'confirm', () => {
      if (confirmHold.run({ booking, nowMs: clock.nowMs() }) === 1) return { type: 'confirmed', booking };
      const status = statusOf(booking);
      if (status === 'held') return { type: 'tooLate' };
      return status === 'confirmed' ? { type: 'confirmed', booking } : { type: 'alreadyReleased' };
    });
}
