import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookingSchemaOf } from '../../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../../src/real/booking/postgres/store.ts';
import type { BookingUseCase } from '../../src/real/booking/use-case.ts';
import { createUseCase } from '../../src/real/booking/use-case.ts';
import { createManualClock } from '../../src/real/clock.ts';
import type { CuttingProxy } from '../../src/real/database/cutting-proxy.ts';
import { openCuttingProxy } from '../../src/real/database/cutting-proxy.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection, PostgresSession } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { createFailpoints } from '../../src/real/failpoints.ts';
import type { Program } from '../race/interleave.ts';
import { interleave, openSessions } from '../race/interleave.ts';
import { without } from './worlds.ts';

/**
 * Every error of a real server that is an outcome of a call, brought about for real: by other sessions, by the server's
 * own settings, by a connection that is cut.
 */
const policies = without();
const wish = { client: 'c1', request: 1, resource: 'r1', units: 1, isHold: false };

let database: PostgresDatabase;
let control: PostgresConnection;
let proxy: CuttingProxy;
let toClose: { close(): Promise<void> }[];

beforeAll(async () => {
  proxy = await openCuttingProxy(await postgresUrl());
});

afterAll(() => proxy.close());

beforeEach(async () => {
  database = await openPostgres(`${bookingSchemaOf(policies)} -- errors`);
  control = await database.connect();
  await control.script("INSERT INTO resources VALUES ('r1', 2, 2, 0), ('r2', 2, 2, 0)");
  toClose = [];
});

afterEach(async () => {
  for (const one of toClose) await one.close();
  await database.close();
});

/** A client's call, over connections of this kind. */
async function callOver(connect: () => Promise<PostgresConnection>): Promise<BookingUseCase> {
  const surroundings = { policies, clock: createManualClock(), failpoints: createFailpoints() };
  const repository = await openPostgresBookingStore({ ...database, connect })(surroundings).connect('c1');
  toClose.push(repository);
  return createUseCase(repository, policies);
}

/** A connection to the tables by this way, which has been told something first and is nobody else's later. */
async function connectTo(url: string, script = ''): Promise<PostgresConnection> {
  const connection = await connectPostgres(url);
  await connection.script(`SET search_path TO ${database.schema}; ${script}`);
  return connection;
}

/** Over a connection that somebody else has: it is not closed here. */
function lent(session: PostgresSession): () => Promise<PostgresConnection> {
  return async () => ({ ...session, isLost: false, close: async () => undefined }) as unknown as PostgresConnection;
}

function bookings(): Promise<unknown[]> {
  return control.all('SELECT client, units FROM bookings');
}

const proposal = { wish, on: { version: 0, free: 2 } };
const failedBy = (cause: string): object => ({ type: 'failed', cause });
const confirmed = expect.objectContaining({ type: 'confirmed' });

test('0 rows of a version check are a conflict: another client was quicker', async () => {
  const [call, other] = [await callOver(database.connect), await callOver(database.connect)];
  expect(await other.persist({ ...proposal, wish: { ...wish, client: 'c2' } })).toEqual(confirmed);
  expect(await call.persist(proposal)).toEqual(failedBy('conflict'));
  expect(await bookings()).toEqual([{ client: 'c2', units: 1 }]);
});

test('40001 is a conflict, as the database reports it at REPEATABLE READ', async () => {
  const sessions = await openSessions(database, 2);
  const call: Program<unknown> = async (session) => {
    const transaction: PostgresSession['transaction'] = (work) => session.transaction(work, 'REPEATABLE READ');
    return (await callOver(lent({ ...session, transaction }))).persist(proposal);
  };
  const other: Program<unknown> = (session) =>
    session.transaction(() => session.run("UPDATE resources SET capacity = 3 WHERE id = 'r1'"));
  const { steps, endings } = await interleave(sessions, [call, other], [1, 0, 0], { reset: async () => undefined });
  await sessions.close();
  expect(steps.flatMap(({ woken }) => woken)).toEqual([{ session: 0, answer: '40001' }]);
  expect(endings[0]).toEqual({ type: 'returned', result: failedBy('conflict') });
  expect(await bookings()).toEqual([]);
});

test('40P01 is a conflict: of two that wait for each other the database lets one go', async () => {
  const sessions = await openSessions(database, 2);
  const call: Program<unknown> = async (session) => (await callOver(lent(session))).persist(proposal);
  // It has the same key, and books elsewhere first.
  const other: Program<unknown> = (session) =>
    session.transaction(async () => {
      await session.run(
        "INSERT INTO bookings (resource, client, request, units, status) VALUES ('r2', 'c1', 1, 1, 'held')",
      );
      await session.run("UPDATE resources SET capacity = 3 WHERE id = 'r1'");
    });
  const { steps, endings } = await interleave(sessions, [call, other], [1, 0, 1, 0], { reset: async () => undefined });
  await sessions.close();
  expect(steps.map(({ session, answer }) => `${session} ${answer}`)).toContain('0 40P01');
  expect(endings[0]).toEqual({ type: 'returned', result: failedBy('conflict') });
  expect(await bookings()).toEqual([{ client: 'c1', units: 1 }]);
});

test('23514 is a rejection by the database: there is no room, whatever was read', async () => {
  await control.script(
    "INSERT INTO bookings (resource, client, request, units, status) VALUES ('r1', 'c2', 1, 2, 'held')",
  );
  const call = await callOver(database.connect);
  expect(await call.persist(proposal)).toEqual({ type: 'rejected', by: 'constraint' });
  expect(await bookings()).toEqual([{ client: 'c2', units: 2 }]);
});

test('23514 of another rule is no outcome but a defect, and is thrown', async () => {
  const call = await callOver(database.connect);
  await expect(call.persist({ ...proposal, on: { version: 0, free: 0 } })).rejects.toThrow('resources_free_check');
});

test('23P01 is a rejection by the database: what excludes it is there', async () => {
  await control.script(`
    ALTER TABLE bookings ADD CONSTRAINT one_at_a_time EXCLUDE USING btree (resource WITH =);
    INSERT INTO bookings (resource, client, request, units, status) VALUES ('r1', 'c2', 1, 1, 'held')`);
  const call = await callOver(database.connect);
  expect(await call.persist(proposal)).toEqual({ type: 'rejected', by: 'constraint' });
  await control.script('ALTER TABLE bookings DROP CONSTRAINT one_at_a_time');
  expect(await bookings()).toEqual([{ client: 'c2', units: 1 }]);
});

test.each([
  ['57014', 'statement_timeout'],
  ['55P03', 'lock_timeout'],
])('%s is a time-out: the database gives up on a statement by its %s', async (_code, setting) => {
  const url = await postgresUrl();
  const call = await callOver(() => connectTo(url, `SET ${setting} = '20ms'`));
  await control.script("BEGIN; UPDATE resources SET capacity = 2 WHERE id = 'r1'");
  expect(await call.persist(proposal)).toEqual(failedBy('timeout'));
  await control.script('ROLLBACK');
  expect(await bookings()).toEqual([]);
});

test('53300 is exhaustion: no connection is free, and a later call gets a free one', async () => {
  const role = `booker_${database.schema}`;
  await control.script(`
    CREATE ROLE ${role} LOGIN CONNECTION LIMIT 1 PASSWORD 'secret';
    GRANT USAGE ON SCHEMA ${database.schema} TO ${role};
    GRANT ALL ON ALL TABLES IN SCHEMA ${database.schema} TO ${role}`);
  const url = (await postgresUrl()).replace(/^(\w+:\/\/)(?:[^@/]*@)?/, `$1${role}:secret@`);
  const first = await connectTo(url);
  const call = await callOver(() => connectTo(url));
  expect(await call.read(wish)).toEqual(failedBy('exhausted'));
  await first.close();
  await expect.poll(() => call.read(wish)).toEqual({ type: 'read', version: 0, free: 2 });
  for (const one of toClose.splice(0)) await one.close();
  await control.script(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

test('57P01 is a connection lost as its session ends; the next call opens another', async () => {
  const open: PostgresConnection[] = [];
  const call = await callOver(async () => {
    open.push(await database.connect());
    return open.at(-1) as PostgresConnection;
  });
  expect(await call.read(wish)).toMatchObject({ type: 'read' });
  await control.script("BEGIN; UPDATE resources SET capacity = 2 WHERE id = 'r1'");
  const persisting = call.persist(proposal);
  await control.all('SELECT pg_terminate_backend(:id, 10000)', { id: open[0]?.processId ?? 0 });
  expect(await persisting).toEqual(failedBy('connectionLost'));
  await control.script('ROLLBACK');
  expect(await bookings()).toEqual([]);
  expect(await call.persist(proposal)).toEqual(confirmed);
  expect(open).toHaveLength(2);
});

test('08001 is a lost connection: what the server itself needed a connection for', async () => {
  await control.script(`
    CREATE EXTENSION IF NOT EXISTS dblink SCHEMA public;
    CREATE FUNCTION tell_a_partner() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM public.dblink_connect('host=/nowhere');
      RETURN NEW;
    END $$;
    CREATE TRIGGER tell_a_partner AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION tell_a_partner()`);
  const call = await callOver(database.connect);
  expect(await call.persist(proposal)).toEqual(failedBy('connectionLost'));
  await control.script('DROP TRIGGER tell_a_partner ON bookings; DROP FUNCTION tell_a_partner');
  expect(await bookings()).toEqual([]);
});

test.each([
  { when: 'beforeIt', left: 0, repeat: { type: 'read', version: 0, free: 2 } },
  { when: 'afterIt', left: 1, repeat: { type: 'confirmed', booking: 1 } },
] as const)(
  'a cut at COMMIT, $when, leaves the outcome open; a repeat gets: $repeat.type',
  async ({ when, left, repeat }) => {
    const call = await callOver(() => connectTo(proxy.url));
    expect(await call.read(wish)).toMatchObject({ type: 'read' });
    proxy.cutAt('COMMIT', when);
    expect(await call.persist(proposal)).toEqual(failedBy('connectionLost'));
    expect(await bookings()).toHaveLength(left);
    expect(await call.read(wish)).toEqual(repeat);
  },
);
