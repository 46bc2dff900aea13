import type { Repository } from '../ports.ts';
import type { BookingContext } from './context.ts';
import { durableTransaction } from './context.ts';
import { andIsLive, freeUnits } from './release.ts';

/** The client gives its booking back. */
export function prepareCancel(context: BookingContext): Repository['cancel'] {
  const cancelBooking = `
    UPDATE bookings SET status = 'cancelled'
    WHERE id = :booking
      ${andIsLive(context)}`;

  return (booking) =>
    durableTransaction(context, 'cancel', async (session) => {
      if ((await session.run(cancelBooking, { booking })) === 0) return { type: 'alreadyReleased' };
      await freeUnits(session, booking);
      return { type: 'cancelled' };
    });
}
