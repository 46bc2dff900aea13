import { onServer } from '../server.ts';
import type { BookingSubject } from './subject-type.ts';
import { bookingNaming, bookingWorldOf } from './systems.ts';

/**
 * Booking on Postgres over connections that are cut: the runs say where. A booking that is rolled back uses a number of its
 * sequence up, so the system draws the numbers of bookings.
 */
export const cutBooking: NonNullable<BookingSubject['optionalSystems']>[number] = onServer({
  name: 'postgres-cut',
  terms: { cuts: true },
  drawnNames: bookingNaming.drawnNames,
  async open({ policies, scope }) {
    const { bookingSchemaOf } = await import('../../real/booking/postgres/schema.ts');
    const { openCutPostgresWith } = await import('../open-postgres.ts');
    const { openPostgresBookingStore } = await import('../../real/booking/postgres/store.ts');
    const { startBooking } = await import('../../real/booking/booking.ts');
    const { withCuts } = await import('../../real/database/cut-postgres.ts');
    const database = await openCutPostgresWith(bookingSchemaOf(policies));
    return withCuts(await startBooking(openPostgresBookingStore(database), policies, bookingWorldOf(scope)), database);
  },
});
