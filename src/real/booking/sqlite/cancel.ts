import type { Repository } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { andIsLive, prepareFreeUnits } from './release.ts';

/** The client cancels its booking. */
export function prepareCancel(context: BookingContext): Repository['cancel'] {
  const cancelBooking = context.connection.statement(`
    UPDATE bookings SET status = 'cancelled'
    WHERE id = :booking
      ${andIsLive(context)}`);
  const freeUnits = prepareFreeUnits(context);

  return (booking) =>
    durableTransaction(context, 'cancel', () => {
      if (cancelBooking.run({ booking }) === 0) return { type: 'alreadyReleased' };
      freeUnits(booking);
      return { type: 'cancelled' };
    });
}
