import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Footprint, Touched } from '../../../src/kernel/footprint.ts';
import type { Staged } from '../staged.ts';
import { openStaged } from '../staged.ts';

const tables = `
CREATE TABLE rooms (id int PRIMARY KEY, seats int NOT NULL DEFAULT 1);
CREATE TABLE bookings (id serial PRIMARY KEY, room int REFERENCES rooms ON DELETE CASCADE, guest text);
CREATE TABLE notes (booking int REFERENCES bookings, note text);
CREATE TABLE log (line text);
CREATE TABLE other (id int);
CREATE VIEW taken AS SELECT room, count(*) FROM bookings GROUP BY room;
CREATE FUNCTION written() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO log VALUES ('written'); RETURN NULL; END $$;
CREATE TRIGGER on_write AFTER INSERT ON other FOR EACH ROW EXECUTE FUNCTION written();
CREATE FUNCTION busy(int) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM bookings WHERE room = $1';
CREATE FUNCTION dynamic() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM log'; END $$;
CREATE TABLE told (id int);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_notify('told', ''); RETURN NULL; END $$;
CREATE TRIGGER on_told AFTER INSERT ON told FOR EACH ROW EXECUTE FUNCTION tell();
INSERT INTO rooms VALUES (1)`;

let staged: Staged;
beforeAll(async () => {
  staged = await openStaged({ tables });
});
afterAll(() => staged.close());

function listed(names: Touched): string {
  return [...names].toSorted().join(' ');
}

/** A footprint in a line. */
function inWords({ isUnresolved, sees, reads, locks, excludes, publishes, isSerializable, isEnd }: Footprint): string {
  if (isUnresolved) return 'everything';
  const parts = { sees, reads: listed(reads) === listed(sees) ? new Set<string>() : reads, locks, excludes, publishes };
  return [
    ...Object.entries(parts).flatMap(([part, names]) => (names.size === 0 ? [] : [`${part} ${listed(names)}`])),
    ...(isSerializable ? ['serializable'] : []),
    ...(isEnd ? ['end'] : []),
  ].join(', ');
}

/** What each move of this program may touch. */
async function footprintsOf(program: (pool: Pool) => Promise<unknown>): Promise<string[]> {
  const { stage, poolOf } = staged;
  const found: string[] = [];
  stage.hold({ footprints: true });
  try {
    await stage.begin('a', () => program(poolOf('a')));
    while (stage.moves().length > 0) {
      await stage.release('a');
      found.push(inWords(stage.touched?.() ?? (undefined as never)));
    }
    expect(stage.faults()).toEqual([]);
  } finally {
    await stage.letPass();
  }
  return found;
}

/** Statements in a transaction that is rolled back, and what each may touch. */
const inBlock = (begin: string, statements: readonly string[]): Promise<string[]> =>
  footprintsOf(async (pool) => {
    const client = await pool.connect();
    await client.query(begin);
    for (const text of statements) await client.query(text).catch(() => undefined);
    await client.query('ROLLBACK');
    client.release();
  });

const alone = (text: string, values: readonly unknown[] = []): Promise<string[]> =>
  footprintsOf((pool) => pool.query(text, [...values]).catch(() => undefined));

test.each<readonly [what: string, text: string, ...expected: string[]]>([
  ['a query', 'SELECT * FROM log', 'sees log, end'],
  ['a name in quotes', 'SELECT 1 WHERE EXISTS (SELECT FROM "log")', 'sees log, end'],
  [
    'a table of the catalogue, and a common table expression',
    'WITH log2 AS (SELECT) SELECT FROM pg_am, log2',
    '',
    'end',
  ],
  ['a table that is not known', 'SELECT * FROM log, nowhere', 'everything'],
  ['a look at other sessions', 'SELECT count(*) FROM pg_locks', 'everything'],
  ['a statement of another kind', 'TRUNCATE log', 'everything', 'everything'],
  ['a view', 'SELECT * FROM taken', 'sees bookings taken, end'],
  ['a stable function', 'SELECT busy(1)', 'sees bookings, end'],
  ['a function that runs a text', 'SELECT dynamic()', 'everything'],
  ['a sequence', "SELECT nextval('bookings_id_seq')", 'sees bookings_id_seq, locks bookings_id_seq, end'],
  ['a lock of rows', 'SELECT * FROM log FOR SHARE', 'sees log, locks log', 'reads log, locks log, end'],
  [
    'a trigger and its function',
    'INSERT INTO other VALUES (1)',
    'sees log other, locks log other',
    'reads log other, locks log other, publishes log other, end',
  ],
  ['a trigger that notifies', 'INSERT INTO told VALUES (1)', 'sees told, locks told', 'everything'],
  [
    'an insertion, which looks at the tables that it refers to, and its default',
    'INSERT INTO bookings (room) VALUES (1)',
    'sees bookings bookings_id_seq rooms, locks bookings bookings_id_seq rooms',
    'reads bookings bookings_id_seq rooms, locks bookings bookings_id_seq rooms, publishes bookings bookings_id_seq, end',
  ],
  [
    'an update of columns that are in no foreign key',
    'UPDATE rooms SET seats = 2 WHERE id = 9',
    'sees rooms, locks rooms',
    'reads rooms, locks rooms, publishes rooms, end',
  ],
  [
    'an update of a column that refers to another table',
    'UPDATE notes SET booking = 2 WHERE note = $$$$',
    'sees bookings notes, locks bookings notes',
    'reads bookings notes, locks bookings notes, publishes notes, end',
  ],
  [
    'a deletion, with the tables that refer to its table',
    'DELETE FROM rooms WHERE id = 9',
    'sees bookings bookings_id_seq notes rooms, locks bookings bookings_id_seq notes rooms',
    'reads bookings bookings_id_seq notes rooms, locks bookings bookings_id_seq notes rooms, publishes bookings bookings_id_seq notes rooms, end',
  ],
  [
    'an update of a column that others refer to',
    'UPDATE rooms SET (seats, id) = (2, 8) WHERE id = 9',
    'sees bookings bookings_id_seq notes rooms, locks bookings bookings_id_seq notes rooms',
    'reads bookings bookings_id_seq notes rooms, locks bookings bookings_id_seq notes rooms, publishes bookings bookings_id_seq notes rooms, end',
  ],
  [
    'an insertion that may update',
    'INSERT INTO rooms VALUES (9) ON CONFLICT (id) DO UPDATE SET seats = 2',
    'sees bookings bookings_id_seq notes rooms, locks bookings bookings_id_seq notes rooms',
    'reads bookings bookings_id_seq notes rooms, locks bookings bookings_id_seq notes rooms, publishes bookings bookings_id_seq notes rooms, end',
  ],
  [
    'a table that is read by a statement that writes another',
    'WITH gone AS (DELETE FROM log RETURNING *) SELECT * FROM gone, rooms',
    'sees log rooms, locks log',
    'reads log rooms, locks log, publishes log, end',
  ],
  [
    'an advisory lock with a key',
    'SELECT pg_advisory_xact_lock(7)',
    'sees advisory locks, locks advisory lock 7',
    'reads advisory locks, locks advisory lock 7, end',
  ],
  [
    'an advisory lock with an expression as its key',
    "SELECT pg_advisory_xact_lock(hashtext('a'))",
    'sees advisory locks, excludes advisory locks',
    'reads advisory locks, excludes advisory locks, end',
  ],
])('the moves of %s touch', async (_what, text, ...expected) => {
  expect(await alone(text)).toEqual(expected);
});

test('the key of an advisory lock may be in the parameters of a statement', async () => {
  const [locks] = await alone('SELECT pg_advisory_xact_lock($1, $2::int)', [3, 4]);
  expect(locks).toBe('sees advisory locks, locks advisory lock 3,4');
});

const inTransaction = ['LOCK TABLE log IN SHARE MODE', 'SELECT * FROM log', 'UPDATE other SET id = 1 WHERE id = 9'];

test.each([
  ['READ COMMITTED', 'sees log, locks log', 'sees log', 'sees log other, locks log other', ''],
  ['REPEATABLE READ', 'sees *, reads log, locks log', 'sees *, reads log', 'reads log other, locks log other', ''],
  [
    'SERIALIZABLE',
    'sees *, reads log, locks log, serializable',
    'sees *, reads log, serializable',
    'reads log other, locks log other, serializable',
    'serializable, ',
  ],
])('a transaction at %s sees what its level lets it see', async (level, lock, first, later, word) => {
  const end = `reads log other, locks log other, ${word}end`;
  expect(await inBlock(`BEGIN ISOLATION LEVEL ${level}`, inTransaction)).toEqual([lock, first, later, end]);
  const asSet = ['BEGIN', `SET TRANSACTION ISOLATION LEVEL ${level}`];
  expect(await inBlock(asSet.join('; '), ['SELECT * FROM log'])).toEqual(['', first, `reads log, ${word}end`]);
});

test('a statement that fails gives up the locks of its transaction', async () => {
  const [, failed] = await inBlock('BEGIN', ['SELECT * FROM log FOR UPDATE', 'SELECT count(*) / 0 FROM other']);
  expect(failed).toBe('sees log other, locks log, end');
});

test('the level of a session is that of its settings', async () => {
  const set = 'SET default_transaction_isolation TO serializable';
  expect(await inBlock(`${set}; BEGIN`, ['SELECT * FROM log'])).toEqual([
    '',
    'sees *, reads log, serializable',
    'reads log, serializable, end',
  ]);
  await inBlock(`SELECT set_config('default_transaction_isolation', 'read committed', false)`, []);
  expect(await inBlock('BEGIN', ['SELECT * FROM log'])).toEqual(['sees log', 'reads log, end']);
});

test('a move that gives a lock up may do what those do that wait for it', async () => {
  const { stage, poolOf } = staged;
  stage.hold({ footprints: true });
  await stage.begin('a', () => poolOf('a').query('INSERT INTO log SELECT FROM rooms WHERE id = 1 FOR UPDATE'));
  await stage.begin('b', () => poolOf('b').query('DELETE FROM rooms WHERE id = 1'));
  await stage.release('a');
  expect((await stage.release('b')).answer).toBeNull();
  expect((await stage.release('a')).woken).toEqual(['b']);
  const { locks } = stage.touched?.() ?? { locks: new Set() };
  expect(listed(locks)).toBe('bookings bookings_id_seq log notes rooms');
  await stage.letPass();
});

test('a table that is made while moves are followed is known', async () => {
  await staged.script(`CREATE TABLE ${staged.schema}.late (id int)`);
  expect(await alone('SELECT * FROM late')).toEqual(['sees late, end']);
  const made = await footprintsOf(async (pool) => {
    await pool.query('CREATE TABLE later (id int)');
    await pool.query('SELECT * FROM later');
  });
  expect(made).toEqual(['everything', 'everything', 'sees later, end']);
});

test('a transaction that may have changed the catalogue touches all up to its end', async () => {
  expect(await inBlock('BEGIN', ['CREATE VIEW seen AS SELECT', 'SELECT * FROM log'])).toEqual(
    Array.from({ length: 3 }, () => 'everything'),
  );
});

test('a connection that actors share touches everything', async () => {
  const { stage, schema } = staged;
  const pool = new Pool({ connectionString: stage.address(), options: `-c search_path=${schema}`, max: 1 });
  await pool.query('SELECT 1');
  expect(await footprintsOf(() => pool.query('SELECT * FROM log'))).toEqual(['everything']);
  await pool.end();
});
