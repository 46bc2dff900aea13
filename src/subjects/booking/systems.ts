import type { BookingPolicies } from '../../alphabets/booking.ts';
import type { BookingScope } from '../../model/booking/state.ts';
import { clientNames, resourceNames } from '../../model/booking/state.ts';
import type { RealBooking, World } from '../../real/booking/booking.ts';
import { startBooking } from '../../real/booking/booking.ts';
import { numbered } from '../../real/booking/numbering.ts';
import { schemaOf as sqliteSchemaOf } from '../../real/booking/sqlite/schema.ts';
import { openSqliteStore } from '../../real/booking/sqlite/store.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';

/** Opens each system of booking, with more access than a check needs. */
export const openBooking: Readonly<
  Record<string, (policies: BookingPolicies, scope: BookingScope) => Promise<RealBooking>>
> = {
  sqlite: (policies, scope) =>
    startBooking(openSqliteStore(openInMemory(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  'sqlite-file': (policies, scope) =>
    startBooking(openSqliteStore(openOnFile(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const [{ openPostgres }, { openPostgresStore }, { schemaOf }] = await Promise.all([
      import('../../real/database/postgres-schemas.ts'),
      import('../../real/booking/postgres/store.ts'),
      import('../../real/booking/postgres/schema.ts'),
    ]);
    const store = numbered(openPostgresStore(await openPostgres(schemaOf(policies))));
    return startBooking(store, policies, worldOf(scope));
  },
};

function worldOf(scope: BookingScope): World {
  return { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
}
