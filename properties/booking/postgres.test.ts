import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookingCommand, BookingPolicies } from '../../src/alphabets/booking.ts';
import { startBooking } from '../../src/real/booking/booking.ts';
import { numbered } from '../../src/real/booking/numbering.ts';
import type { Repository } from '../../src/real/booking/ports.ts';
import { bookingSchemaOf } from '../../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../../src/real/booking/postgres/store.ts';
import { createUseCase } from '../../src/real/booking/use-case.ts';
import { createManualClock } from '../../src/real/clock.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection, PostgresSession } from '../../src/real/database/postgres.ts';
import { createFailpoints } from '../../src/real/failpoints.ts';
import type { Program, Sessions } from '../race/interleave.ts';
import { everyInterleaving, openSessions } from '../race/interleave.ts';
import { commandsOf, scopeOf, without, worldOf } from './worlds.ts';

const proposed = 'c1 hold 1 of r1, c1 decide';
const held = `${proposed}, c1 persist`;

test.each<{ verb: BookingCommand; after: string; lastWrite: string }>([
  { verb: { type: 'persist', client: 'c1' }, after: proposed, lastWrite: 'INSERT ON bookings' },
  { verb: { type: 'cancel', client: 'c1' }, after: held, lastWrite: 'UPDATE ON resources' },
  { verb: { type: 'expireHold', booking: 1 }, after: `${held}, tick 600000`, lastWrite: 'UPDATE ON resources' },
])('$verb.type is atomic: it leaves nothing when its $lastWrite fails', async ({ verb, after, lastWrite }) => {
  const policies = without();
  const database = await openPostgres(`${bookingSchemaOf(policies)} -- ${lastWrite}`);
  const system = await startBooking(numbered(openPostgresBookingStore(database)), policies, worldOf(scopeOf('small')));
  const control = await database.connect();
  for (const command of commandsOf(after)) await system.perform(command);
  const before = structuredClone(await system.view());
  await control.script(`
      CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'broken'; END $$;
      CREATE TRIGGER disk_full BEFORE ${lastWrite} FOR EACH ROW EXECUTE FUNCTION disk_full()`);
  await expect(system.perform(verb)).rejects.toThrow('broken');
  expect(await system.view()).toEqual(before);
  await control.script('DROP FUNCTION disk_full CASCADE');
  await system.perform(verb);
  expect(await system.view()).not.toEqual(before);
  await system.close();
});

/** What one client asks of the database while another asks, too. */
type Ask = (repository: Repository, policies: BookingPolicies) => Promise<unknown>;

const wishOf = (client: string, units: number) => ({ client, request: 1, resource: 'r1', units, isHold: false });

/** A whole call, of its three steps. */
const book =
  (client: string, units: number): Ask =>
  async (repository, policies) => {
    const useCase = createUseCase(repository, policies);
    const wish = wishOf(client, units);
    const read = await useCase.read(wish);
    if (read.type !== 'read') return read;
    const decision = useCase.decide(read, wish);
    return decision.type === 'proposed' ? useCase.persist({ wish, on: read }) : decision;
  };
const cancel =
  (booking: number): Ask =>
  (repository, policies) =>
    createUseCase(repository, policies).cancel(booking);

describe('every interleaving of the statements of two', () => {
  let database: PostgresDatabase;
  let sessions: Sessions;

  beforeAll(async () => {
    database = await openPostgres(`${bookingSchemaOf(without('versionCheck'))} -- two at once`);
    sessions = await openSessions(database, 2);
  });

  afterAll(async () => {
    await sessions.close();
    await database.close();
  });

  async function repositoryOver(session: PostgresSession, policies: BookingPolicies): Promise<Repository> {
    const own = { isLost: { value: false }, close: { value: async () => undefined } };
    const lent = Object.create(session, own) as PostgresConnection;
    const surroundings = { policies, clock: createManualClock(), failpoints: createFailpoints() };
    return openPostgresBookingStore({ ...database, connect: async () => lent })(surroundings).connect('c1');
  }

  test.each<{ says: string; off: readonly (keyof BookingPolicies)[]; after: readonly Ask[]; asks: [Ask, Ask] }>([
    { says: 'who book the last units', off: [], after: [], asks: [book('c1', 2), book('c2', 1)] },
    { says: 'who book under one key', off: [], after: [], asks: [book('c1', 1), book('c1', 1)] },
    { says: 'who cancel the same', off: [], after: [book('c1', 1)], asks: [cancel(1), cancel(1)] },
    { says: 'of whom one cancels and one books', off: [], after: [book('c1', 2)], asks: [cancel(1), book('c2', 1)] },
    {
      says: 'who book the last units, with the constraint alone',
      off: ['versionCheck'],
      after: [],
      asks: [book('c1', 2), book('c2', 1)],
    },
  ])('$says leaves no unit booked twice and none lost', async ({ off, after, asks }) => {
    const policies = without(...off);
    const reset = async (): Promise<void> => {
      await sessions.control.script(`${database.reset}; INSERT INTO resources VALUES ('r1', 2, 2, 0)`);
      for (const ask of after) await ask(await repositoryOver(sessions.control, policies), policies);
    };
    const programs = asks.map((ask): Program<unknown> => async (session) => {
      return ask(await repositoryOver(session, policies), policies);
    });
    let interleavings = 0;
    for await (const { endings } of everyInterleaving(sessions, programs, { reset })) {
      interleavings += 1;
      expect(endings.map(({ type }) => type)).toEqual(['returned', 'returned']);
      const found = await sessions.control.get<{ booked: number; free: number }>(`
        SELECT free, (SELECT coalesce(sum(units), 0)::int FROM bookings WHERE status = 'confirmed') AS booked
        FROM resources`);
      const { booked, free } = found ?? { booked: Number.NaN, free: Number.NaN };
      expect(booked).toBeLessThanOrEqual(2);
      // Without the version check the count of free units is whatever the last one made of it.
      expect(off.length > 0 || booked + free === 2).toBe(true);
    }
    expect(interleavings).toBeGreaterThanOrEqual(6);
  });

  test('a write past the use case is kept within the capacity by the database itself', async () => {
    const insert = (client: string): Program<unknown> => {
      const booking = `
        INSERT INTO bookings (resource, client, request, units, status)
        VALUES ('r1', :client, 1, 2, 'confirmed')`;
      return (session) => session.transaction(() => session.run(booking, { client }), 'READ COMMITTED');
    };
    const reset = (): Promise<void> =>
      sessions.control.script(`${database.reset}; INSERT INTO resources VALUES ('r1', 2, 2, 0)`);
    let interleavings = 0;
    for await (const { endings } of everyInterleaving(sessions, [insert('c1'), insert('c2')], { reset })) {
      interleavings += 1;
      expect(endings.map((ending) => (ending.type === 'refused' ? ending.code : ending.type)).toSorted()).toEqual([
        '23514',
        'returned',
      ]);
    }
    expect(interleavings).toBeGreaterThanOrEqual(4);
  });
});
