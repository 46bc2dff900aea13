import { afterAll, expect, test } from 'vitest';
import { lastUnit, tables } from '../../src/lab/isolation-matrix/booking/patterns.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { Isolation, PostgresSession } from '../../src/real/database/postgres.ts';
import type { Program } from '../race/interleave.ts';
import { interleave, openSessions } from '../race/interleave.ts';

/** What tells a phantom (FM_107) from write skew (FM_106): whether one who looks again, before it writes, sees the other's. */
const database = await openPostgres(tables);
const sessions = await openSessions(database, 2);
const reset = (): Promise<void> => sessions.control.script(`${database.reset}; ${lastUnit}`);
afterAll(async () => {
  await sessions.close();
  await database.close();
});

type Look = (session: PostgresSession) => Promise<number>;

const count: Look = async (session) =>
  (await session.get<{ booked: number }>("SELECT count(*) AS booked FROM bookings WHERE resource = 'r1'"))?.booked ??
  -1;

const lock: Look = async (session) =>
  (await session.all("SELECT id FROM bookings WHERE resource = 'r1' FOR UPDATE")).length;

function books(first: Look, isolation: Isolation): Program<readonly number[]> {
  return (session) =>
    session.transaction(async () => {
      const seen = await first(session);
      await session.run("INSERT INTO bookings (resource, client) VALUES ('r1', 'c1')");
      return [seen];
    }, isolation);
}

function looksTwice(first: Look, isolation: Isolation): Program<readonly number[]> {
  return (session) => session.transaction(async () => [await first(session), await count(session)], isolation);
}

test.each([
  // A phantom: the second look sees a booking that the first did not, whether or not what it saw was locked.
  ['READ COMMITTED', 'counts', count, [1, 2]],
  ['READ COMMITTED', 'locks', lock, [1, 2]],
  // No phantom, and the booking is there all the same: whoever writes on the strength of this skews.
  ['REPEATABLE READ', 'counts', count, [1, 1]],
  ['REPEATABLE READ', 'locks', lock, [1, 1]],
] as const)('at %s one who %s, and counts again when the other has booked', async (isolation, _, look, seen) => {
  const programs = [books(look, isolation), looksTwice(look, isolation)];
  // The first looks and books, the second looks, or waits to; then the first commits.
  const order = [0, 0, 1, 0, 1, 1];
  const { endings } = await interleave(sessions, programs, order, { reset });
  expect(endings).toEqual([
    { type: 'returned', result: [1] },
    { type: 'returned', result: seen },
  ]);
  expect(await count(sessions.control)).toBe(2);
});
