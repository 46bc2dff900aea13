import type { BookingPolicies } from '../../alphabets/booking.ts';
import type { BookingScope } from '../../model/booking/state.ts';
import { clientNames, resourceNames } from '../../model/booking/state.ts';
import type { RealBooking, BookingWorld } from '../../real/booking/booking.ts';
import { startBooking } from '../../real/booking/booking.ts';
import { numbered } from '../../real/booking/numbering.ts';
import { bookingSchemaOf as sqliteSchemaOf } from '../../real/booking/sqlite/schema.ts';
import { openSqliteBookingStore } from '../../real/booking/sqlite/store.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { openPostgresWith } from '../open-postgres.ts';

/** Opens each system of booking, with more access than a check needs. */
export const openBooking: Readonly<
  Record<string, (policies: BookingPolicies, scope: BookingScope) => Promise<RealBooking>>
> = {
  sqlite: (policies, scope) =>
    startBooking(openSqliteBookingStore(openInMemory(sqliteSchemaOf(policies))), policies, bookingWorldOf(scope)),
  'sqlite-file': (policies, scope) =>
    startBooking(openSqliteBookingStore(openOnFile(sqliteSchemaOf(policies))), policies, bookingWorldOf(scope)),
  postgres: async (policies, scope) => {
    const { bookingSchemaOf } = await import('../../real/booking/postgres/schema.ts');
    const database = await openPostgresWith(bookingSchemaOf(policies));
    const { openPostgresBookingStore } = await import('../../real/booking/postgres/store.ts');
    const store = numbered(openPostgresBookingStore(database));
    return startBooking(store, policies, bookingWorldOf(scope));
  },
};

function bookingWorldOf(scope: BookingScope): BookingWorld {
  return { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
}
