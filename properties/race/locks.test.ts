import { Pool } from 'pg';
import { describe, expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { AnySubject, Overlap } from '../../src/kernel/subject.ts';
import { ablateLocks } from '../../src/race/ablate-locks.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { framesIn, queryFrame, withText } from '../../src/real/wire/postgres/frames.ts';
import { locksIn, withoutLock } from '../../src/real/wire/postgres/locks.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';
import { renderLocks } from '../../src/report/locks.ts';
import { runHere } from '../cli/in-process.ts';
import { openToyStage } from './toy-stage.ts';

/** Each lock of a statement, and the statement without it. */
function each(statement: string): [lock: string, without: string][] {
  return locksIn(statement).map((lock) => [lock.lock, withoutLock(statement, lock)]);
}

describe('the locks of a statement', () => {
  test.each([
    ['SELECT a FROM t FOR UPDATE', [['FOR UPDATE', 'SELECT a FROM t ']]],
    ['SELECT a FROM t for  no key update of t, u nowait', [['for no key update of t, u nowait', 'SELECT a FROM t ']]],
    ['SELECT a FROM t FOR KEY SHARE', [['FOR KEY SHARE', 'SELECT a FROM t ']]],
    [
      'SELECT a FROM t FOR UPDATE SKIP LOCKED LIMIT 1',
      [
        ['FOR UPDATE SKIP LOCKED', 'SELECT a FROM t  LIMIT 1'],
        ['SKIP LOCKED', 'SELECT a FROM t FOR UPDATE LIMIT 1'],
      ],
    ],
    [
      'WITH x AS (SELECT 1 FROM t FOR SHARE) SELECT a FROM u FOR UPDATE',
      [
        ['FOR SHARE', 'WITH x AS (SELECT 1 FROM t ) SELECT a FROM u FOR UPDATE'],
        ['FOR UPDATE', 'WITH x AS (SELECT 1 FROM t FOR SHARE) SELECT a FROM u '],
      ],
    ],
    ['LOCK TABLE t IN SHARE MODE', [['LOCK TABLE t IN SHARE MODE', 'SELECT 1']]],
    [
      'SELECT pg_advisory_xact_lock(hashtext($1)), 2',
      [['pg_advisory_xact_lock(hashtext($1))', 'SELECT (ROW((hashtext($1))::bigint) IS NULL), 2']],
    ],
    [
      'SELECT pg_try_advisory_lock($1, 7)',
      [['pg_try_advisory_lock($1, 7)', 'SELECT (ROW(($1)::int, (7)::int) IS NULL OR true)']],
    ],
    ["SELECT 'FOR UPDATE' -- FOR SHARE", []],
    ['UPDATE t SET a = 1', []],
    ['/* faultbook enters its schema */ SELECT pg_try_advisory_lock_shared(1)', []],
  ])('%s', (statement, locks) => {
    expect(each(statement)).toEqual(locks);
  });

  test('are left out of no other statement', () => {
    const [lock] = locksIn('SELECT a FROM t FOR UPDATE');
    expect(lock && withoutLock('SELECT b FROM t FOR UPDATE', lock)).toBe('SELECT b FROM t FOR UPDATE');
  });
});

test('a message with another text has its length, and the rest of its bytes', () => {
  const seen: string[] = [];
  const take = framesIn('server', (frame) => {
    const { whole } = withText(frame, (text) => text.replace('one', 'three'));
    seen.push(whole.toString('latin1'));
  });
  take(queryFrame('one'));
  const parse = Buffer.from('P\0\0\0\x12name\0one $1\0\0\0', 'latin1');
  parse.writeInt32BE(parse.length - 1, 1);
  take(parse);
  expect(seen).toEqual([
    'Q\0\0\0\nthree\0',
    'P\0\0\0\x15name\0three $1\0\0\0'.replace('\x15', String.fromCharCode(parse.length + 1)),
  ]);
});

interface Book {
  readonly type: 'book';
  readonly guest: string;
}
type Seats = { guests: string[] };
const initial: Seats = { guests: [] };

/** One seat, which two guests book at once; a second lock that is of no use. */
const seat: AnySubject = defineSubject({
  name: 'seat',
  model: defineModel({
    initial,
    commands: ({ guests }): Book[] =>
      ['ann', 'bob'].filter((guest) => !guests.includes(guest)).map((guest) => ({ type: 'book', guest })),
    step(draft, { guest }): { readonly type: string } {
      if (draft.guests.length > 0) return { type: 'full' };
      draft.guests.push(guest);
      return { type: 'booked' };
    },
    actor: ({ guest }) => guest,
  }),
  systems: [
    {
      name: 'postgres',
      concurrent: true,
      stage: async () => openPostgresStage(await postgresUrl()),
      async open({ overlap }: { readonly overlap?: Overlap }) {
        const database = await openPostgres('CREATE TABLE shows (id int); CREATE TABLE seats (guest text)');
        const control = await database.connect();
        await control.run('INSERT INTO shows VALUES (1)');
        const options = `-c search_path=${database.schema}`;
        const pools = new Map(
          ['ann', 'bob'].map((guest) => [
            guest,
            new Pool({ connectionString: overlap?.address?.(guest), max: 1, options }),
          ]),
        );
        return {
          async perform({ guest }: Book) {
            const client = await pools.get(guest)?.connect();
            await client?.query('BEGIN');
            await client?.query('SELECT id FROM shows FOR UPDATE');
            const taken = await client?.query('SELECT guest FROM seats FOR SHARE');
            const isFull = taken?.rowCount !== 0;
            if (!isFull) await client?.query('INSERT INTO seats VALUES ($1)', [guest]);
            await client?.query('COMMIT');
            client?.release();
            return { type: isFull ? 'full' : 'booked' };
          },
          view: async () => ({
            guests: (await control.all<Book>('SELECT guest FROM seats')).map(({ guest }) => guest),
          }),
          async close() {
            for (const pool of pools.values()) await pool.end();
            await database.close();
          },
        };
      },
    },
  ],
});

const setup = { system: 'postgres', policies: {}, scope: {} };
const { signal } = new AbortController();

test('each lock is left out in turn, and the lock that matters is shown by a race', async () => {
  const { whole, locks } = await ablateLocks(seat, setup, { depth: 0, preemptions: 1, signal });
  expect([whole.found, whole.isWhole]).toEqual([null, true]);
  expect(locks.map(({ lock, report }) => [lock.statement, report.found?.violation.kind ?? null])).toEqual([
    ['SELECT id FROM shows FOR UPDATE', 'notLinearizable'],
    ['SELECT guest FROM seats FOR SHARE', null],
  ]);
});

test('a stage that knows of no locks is refused in one line', async () => {
  const [kind] = seat.systems;
  const subject = { ...seat, systems: [{ ...kind, stage: async () => openToyStage() }] } as AnySubject;
  await expect(ablateLocks(subject, setup, { depth: 0, preemptions: 1, signal })).rejects.toThrow(
    'the stage of postgres knows of no locks',
  );
});

test('a table has a row for each lock, and says where there is none', () => {
  const lock = { lock: 'FOR UPDATE', statement: `SELECT ${'a'.repeat(80)}` };
  const kind = 'notLinearizable';
  const lines = renderLocks([
    { lock, schedules: 1, open: 0, shownBy: { commands: 'a beside b', kind } },
    { lock, schedules: 2, open: 0, shownBy: null },
    { lock, schedules: 3, open: 1, shownBy: null },
  ]);
  const text = lines.join('\n').replaceAll(/\s+/g, ' ');
  expect(text).toContain('notLinearizable: a beside b, after 1 schedule');
  expect(text).toContain('no race is wrong, in 2 schedules');
  expect(text).toContain('no race is wrong that counts, in 3 schedules');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(renderLocks([])).toEqual(['no statement asks for a lock']);
});

test.each([
  [['queue', '--depth', '2'], '--depth is for ablate --locks, which races the commands'],
  [['queue', '--locks', '--pairs'], '--pairs is of policies, and --locks leaves out one lock at a time'],
  [['queue', '--locks', '--reporter', 'junit'], '--reporter has no words for locks: leave it out, or take --json'],
  [['--locks'], '--locks needs one subject: ablate SUBJECT --locks'],
  [['authority', '--locks'], 'no system of authority has a stage, which orders the statements of a race'],
])('ablate %j is refused in one line', async (args, line) => {
  const { code, err } = await runHere(['ablate', ...args], { cwd: process.cwd() });
  expect([code, err]).toEqual([2, `faultbook: ${line}\n`]);
});
