import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BookingCommand } from '../../src/alphabets/booking.ts';
import type { AsyncLockstep } from '../../src/check/lockstep.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { startBooking } from '../../src/real/booking/booking.ts';
import { bookingSchemaOf } from '../../src/real/booking/sqlite/schema.ts';
import { openSqliteBookingStore } from '../../src/real/booking/sqlite/store.ts';
import type { SqliteConnection, Database } from '../../src/real/database/sqlite.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import type { Column } from '../subjects/sqlite-tables.ts';
import { alter, columnsOf } from '../subjects/sqlite-tables.ts';
import { commandsOf, without, worldOf } from './worlds.ts';

/** Off is what would keep two bookings from having the same key. */
const policies = without('idempotencyKey');
const scope = { clients: 2, resources: 2, units: 3, requests: 2, faults: 0 };

/** Leads to where the bookings differ in all they can differ in. */
const commands = commandsOf(
  [
    'c1 hold 1 of r1, c1 decide, c1 persist, c2 book 2 of r2, c2 decide, c2 persist, c1 cancel',
    'c1 hold 2 of r1, c1 decide, c1 persist',
  ].join(', '),
);

/** Changes no table. */
const innocuous: BookingCommand = { type: 'tick', byMs: 1 };

let database: Database;
let connection: SqliteConnection;
let lockstep: AsyncLockstep<BookingCommand>;

beforeEach(async () => {
  database = openInMemory(bookingSchemaOf(policies));
  connection = database.connect();
  const system = await startBooking(openSqliteBookingStore(database), policies, worldOf(scope));
  lockstep = await startLockstep(bookingModel(policies, scope), system);
  for (const command of commands) await lockstep.perform(command);
  // A parent's key can be altered too when nobody looks after its children.
  connection.database.exec('PRAGMA foreign_keys = OFF');
});

afterEach(() => {
  connection.database.exec('PRAGMA foreign_keys = ON');
  database.close();
});

test('where nothing is altered, model and system agree', async () => {
  await expect(lockstep.perform(innocuous)).resolves.toBeUndefined();
});

test.each(allColumns())(
  'the lockstep reports a divergence when $column in a row of $table is altered',
  async ({ table, column }) => {
    alter(connection, { table, column });
    const violation = expect.objectContaining({ kind: 'divergence', name: `view.${table}` });
    await expect(lockstep.perform(innocuous)).rejects.toThrow(expect.objectContaining({ violation }));
  },
);

function allColumns(): Column[] {
  const empty = openInMemory(bookingSchemaOf(policies));
  const columns = columnsOf(empty.connect());
  empty.close();
  return columns;
}
