import { expect, test } from 'vitest';
import type { BookingCommand } from '../../src/alphabets/booking.ts';
import { startBooking } from '../../src/real/booking/booking.ts';
import { bookingSchemaOf } from '../../src/real/booking/sqlite/schema.ts';
import { openSqliteBookingStore } from '../../src/real/booking/sqlite/store.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import type { Verb } from '../subjects/all-or-nothing.ts';
import { expectAllOrNothing } from '../subjects/all-or-nothing.ts';
import { commandsOf, scopeOf, without, worldOf } from './worlds.ts';

const policies = without();
const world = worldOf(scopeOf('small'));
const proposed = 'c1 hold 1 of r1, c1 decide';
const held = `${proposed}, c1 persist`;

const verbs: Verb<BookingCommand>[] = [
  { verb: { type: 'persist', client: 'c1' }, after: commandsOf(proposed), lastWrite: 'INSERT ON bookings' },
  { verb: { type: 'cancel', client: 'c1' }, after: commandsOf(held), lastWrite: 'UPDATE ON resources' },
  {
    verb: { type: 'expireHold', booking: 1 },
    after: commandsOf(`${held}, tick 600000`),
    lastWrite: 'UPDATE ON resources',
  },
];

test.each(verbs)(
  '$verb.type is atomic: it leaves nothing when its $lastWrite fails',
  async ({ verb, after, lastWrite }) => {
    // A schema of its own, so that no other test is handed this database.
    const database = openInMemory(`${bookingSchemaOf(policies)} -- ${lastWrite}`);
    const system = await startBooking(openSqliteBookingStore(database), policies, world);
    try {
      await expectAllOrNothing(system, database.connect(), { verb, after, lastWrite });
    } finally {
      await system.close();
    }
  },
);

test.each(['timeout', 'lostBeforeCommit'] as const)(
  'a %s after the last write, but before the commit, leaves nothing written',
  async (fault) => {
    const system = await startBooking(openSqliteBookingStore(openInMemory(bookingSchemaOf(policies))), policies, world);
    for (const command of commandsOf(proposed)) await system.perform(command);
    const { bookings, resources } = structuredClone(await system.view());
    await system.perform({ type: 'persist', client: 'c1', fault });
    expect(system.failpoints.reached).toContain('persist.beforeCommit');
    expect(system.failpoints.reached).not.toContain('persist.afterCommit');
    expect(await system.view()).toMatchObject({ bookings, resources });
    await system.close();
  },
);

test('what a database does that it should not is no outcome: it is thrown', async () => {
  const database = openInMemory(`${bookingSchemaOf(policies)} -- broken`);
  const system = await startBooking(openSqliteBookingStore(database), policies, world);
  database.connect().database.exec('ALTER TABLE resources RENAME TO lost');
  const [read] = commandsOf('c1 book 1 of r1');
  await expect(system.perform(read as BookingCommand)).rejects.toThrow('no such table: resources');
  database.connect().database.exec('ALTER TABLE lost RENAME TO resources');
  await system.close();
});
