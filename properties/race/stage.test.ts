import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { Program, Staged } from './staged.ts';
import { openStaged } from './staged.ts';

const tables = 'CREATE TABLE seats (id int PRIMARY KEY, taken_by text)';

/** The server tells who waits, or is asked. */
const ways = [
  ['as a superuser', {}],
  ['as a role that asks who waits', { isPlainRole: true }],
  ['where a client has switched the notices off', { first: 'SET client_min_messages = warning' }],
] as const;

describe.each(ways)('programs that know nothing of the stage, %s', (_way, options) => {
  let staged: Staged;
  const race: Staged['race'] = (programs, planned) => staged.race(programs, planned);
  const seats = (): Promise<unknown[]> => staged.rows('SELECT id, taken_by AS by FROM seats ORDER BY id');

  beforeAll(async () => {
    staged = await openStaged({ tables, ...options });
  });
  beforeEach(() => staged.script('DELETE FROM seats; INSERT INTO seats VALUES (1, NULL)'));
  afterAll(() => staged.close());

  const take =
    (by: string): Program =>
    async (pool) => {
      const { rows: found } = await pool.query<{ taken_by: string | null }>('SELECT taken_by FROM seats WHERE id = 1');
      if (found[0]?.taken_by === null) await pool.query('UPDATE seats SET taken_by = $1 WHERE id = 1', [by]);
    };
  const write =
    (by: string): Program =>
    (pool) =>
      pool.query('UPDATE seats SET taken_by = $1', [by]);

  test('check and write one after the other', async () => {
    await race({ a: take('a'), b: take('b') }, ['a', 'a', 'a', 'b']);
    expect(await seats()).toEqual([{ id: 1, by: 'a' }]);
  });

  test('check and write with the other in between', async () => {
    const steps = await race({ a: take('a'), b: take('b') }, ['a', 'b', 'a', 'a', 'b', 'b']);
    expect(steps).toEqual([
      'a statement SELECT 1',
      'b statement SELECT 1',
      'a statement UPDATE 1',
      'a commit COMMIT',
      'b statement UPDATE 1',
      'b commit COMMIT',
    ]);
    expect(await seats()).toEqual([{ id: 1, by: 'b' }]);
  });

  test('a statement that commits by itself is seen by others only after its commit', async () => {
    const seen: unknown[] = [];
    const look = async (pool: Pool): Promise<void> =>
      void seen.push((await pool.query('SELECT taken_by FROM seats')).rows);
    await race({ a: write('a'), b: look }, ['a', 'b', 'a']);
    await race({ b: look }, ['b']);
    expect(seen).toEqual([[{ taken_by: null }], [{ taken_by: 'a' }]]);
  });

  test('a statement that waits for a lock is noticed, and so is its waking', async () => {
    expect(await race({ a: write('a'), b: write('b') }, ['a', 'b', 'a', 'b'])).toEqual([
      'a statement UPDATE 1',
      'b statement waits',
      'a commit COMMIT wakes b',
      'b commit COMMIT',
    ]);
    expect(await seats()).toEqual([{ id: 1, by: 'b' }]);
  });

  test('the waits name the actors that hold the lock', async () => {
    staged.stage.hold();
    for (const actor of ['a', 'b']) await staged.stage.begin(actor, () => write(actor)(staged.poolOf(actor)));
    await staged.stage.release('a');
    expect(staged.stage.waits()).toEqual([]);
    await staged.stage.release('b');
    expect(staged.stage.waits()).toEqual([{ actor: 'b', for: ['a'] }]);
    await staged.stage.release('a');
    expect(staged.stage.waits()).toEqual([]);
    await staged.stage.letPass();
  });

  test('of two transactions that wait for each other the server ends one', async () => {
    await staged.script('INSERT INTO seats VALUES (2, NULL)');
    const codes: string[] = [];
    const both =
      (by: string, ids: readonly number[]): Program =>
      async (pool) => {
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          for (const id of ids) await client.query('UPDATE seats SET taken_by = $1 WHERE id = $2', [by, id]);
          await client.query('COMMIT');
          codes.push('COMMIT');
        } catch (error) {
          codes.push((error as { code: string }).code);
          await client.query('ROLLBACK');
        } finally {
          client.release();
        }
      };
    const steps = await race({ a: both('a', [1, 2]), b: both('b', [2, 1]) }, ['a', 'b', 'a', 'b']);
    expect(steps[2]).toBe('a statement waits');
    expect(steps[3]).toMatch(/ wakes a$/);
    expect(codes.toSorted()).toEqual(['40P01', 'COMMIT']);
  });

  test('a refusal at the split commit is the answer of the statement', async () => {
    await staged.script(
      `ALTER TABLE seats ADD CONSTRAINT one_each UNIQUE (taken_by) DEFERRABLE INITIALLY DEFERRED; INSERT INTO seats VALUES (2, 'x')`,
    );
    const errors: string[] = [];
    const writeTwice: Program = (pool) =>
      pool.query(`UPDATE seats SET taken_by = 'x' WHERE id = 1`).catch((error: Error) => errors.push(error.message));
    await race({ a: writeTwice }, ['a', 'a']);
    expect(errors).toEqual(['duplicate key value violates unique constraint "one_each"']);
    await staged.script('ALTER TABLE seats DROP CONSTRAINT one_each');
  });

  test('a refusal of a split statement leaves no transaction open', async () => {
    const errors: string[] = [];
    const insert: Program = (pool) =>
      pool.query('INSERT INTO seats VALUES (1, NULL)').catch((error: Error) => errors.push(error.message));
    await race({ a: insert, b: write('b') }, ['a', 'b', 'b']);
    expect(errors).toEqual(['duplicate key value violates unique constraint "seats_pkey"']);
    expect((await staged.poolOf('a').query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await seats()).toEqual([{ id: 1, by: 'b' }]);
  });

  test('an actor that takes part in no race goes past the stage', async () => {
    const server = (await postgresUrl()).split('@')[1];
    expect(staged.stage.address('c').split('@')[1]).toBe(server);
  });

  test('functions that run several statements in one move are named', async () => {
    const body = {
      one_write: 'BEGIN INSERT INTO seats VALUES (7, NULL); RETURN 1; END',
      check_and_write: "BEGIN PERFORM 1 FROM seats; INSERT INTO seats VALUES (8, 'a; b'); RETURN 1; END",
      calls_another: 'BEGIN RETURN check_and_write(); END',
    };
    for (const [name, text] of Object.entries(body))
      await staged.script(`CREATE FUNCTION ${name}() RETURNS int LANGUAGE plpgsql AS $f$ ${text} $f$`);
    await staged.script("CREATE FUNCTION looks() RETURNS int STABLE LANGUAGE sql AS 'SELECT 1; SELECT 2'");
    await race({ a: (pool) => pool.query('SELECT one_write(), looks(), now()') }, ['a']);
    expect(staged.stage.functions?.()).toEqual([]);
    await race({ a: (pool) => pool.query('SELECT calls_another()') }, ['a']);
    expect(staged.stage.functions?.()).toEqual(['check_and_write']);
    await staged.script(`DROP FUNCTION ${[...Object.keys(body), 'looks'].join(', ')}`);
  });

  test('what commits by itself and cannot be split is one step, and listed once', async () => {
    const several = "INSERT INTO seats VALUES (2, 'a'); SELECT 1";
    const steps = await race({ a: (pool) => pool.query(several), b: write('b') }, ['b', 'b', 'a']);
    expect(steps).toEqual(['b statement UPDATE 1', 'b commit COMMIT', 'a statement SELECT 1']);
    await race({ a: (pool) => pool.query(several.replace('2', '3')) }, []);
    await race({ b: (pool) => pool.query('VACUUM pg_temp.nothing').catch(() => undefined) }, ['b']);
    expect(staged.stage.oneSteps()).toEqual([
      { statement: several, because: 'several statements that are sent together' },
      { statement: several.replace('2', '3'), because: 'several statements that are sent together' },
      { statement: 'VACUUM pg_temp.nothing', because: 'cannot run in a transaction' },
    ]);
  });
});
