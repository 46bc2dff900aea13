import type { BookingPolicies } from '../../alphabets/booking.ts';
import type { BookingScope } from '../../model/booking/state.ts';
import { clientNames, resourceNames } from '../../model/booking/state.ts';
import type { RealBooking, BookingWorld } from '../../real/booking/booking.ts';
import { startBooking } from '../../real/booking/booking.ts';
import { numbered } from '../../real/booking/numbering.ts';
import { bookingSchemaOf as sqliteSchemaOf } from '../../real/booking/sqlite/schema.ts';
import { openSqliteBookingStore } from '../../real/booking/sqlite/store.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';

/** Opens each system of booking, with more access than a check needs. */
export const openBooking: Readonly<
  Record<string, (policies: BookingPolicies, scope: BookingScope) => Promise<RealBooking>>
> = {
  sqlite: (policies, scope) =>
    startBooking(openSqliteBookingStore(openInMemory(sqliteSchemaOf(policies))), policies, bookingWorldOf(scope)),
  'sqlite-file': (policies, scope) =>
    startBooking(openSqliteBookingStore(openOnFile(sqliteSchemaOf(policies))), policies, bookingWorldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const [{ openPostgres }, { openPostgresBookingStore }, { bookingSchemaOf }] = await Promise.all([
      import('../../real/database/postgres-schemas.ts'),
      import('../../real/booking/postgres/store.ts'),
      import('../../real/booking/postgres/schema.ts'),
    ]);
    const store = numbered(openPostgresBookingStore(await openPostgres(bookingSchemaOf(policies))));
    return startBooking(store, policies, bookingWorldOf(scope));
  },
};

function bookingWorldOf(scope: BookingScope): BookingWorld {
  return { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
}
