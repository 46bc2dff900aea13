import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stage } from '../../src/kernel/stage.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';

let database: PostgresDatabase;
let stage: Stage;
let pools: Record<string, Pool>;

beforeAll(async () => {
  database = await openPostgres('CREATE TABLE seats (id int PRIMARY KEY, taken_by text)');
  stage = await openPostgresStage(await postgresUrl());
  await stage.admit(['a', 'b']);
  const poolOf = (actor: string): Pool =>
    new Pool({ connectionString: stage.address(actor), options: `-c search_path=${database.schema}`, max: 1 });
  pools = { a: poolOf('a'), b: poolOf('b') };
  for (const pool of Object.values(pools)) await pool.query('SELECT 1');
});

afterAll(async () => {
  for (const pool of Object.values(pools)) await pool.end();
  await stage.close();
  await database.close();
});

/** Runs a call of each actor by this schedule, and then as it comes. */
async function race(
  calls: Record<string, (pool: Pool) => Promise<unknown>>,
  planned: readonly string[],
): Promise<string[]> {
  const steps: string[] = [];
  stage.hold();
  for (const actor of Object.keys(calls)) {
    const [call, pool] = [calls[actor], pools[actor]];
    if (call !== undefined && pool !== undefined) await stage.begin(actor, () => call(pool));
  }
  for (const actor of planned) {
    const { kind, answer, woken } = await stage.release(actor);
    steps.push(`${actor} ${kind} ${answer ?? 'waits'}${woken.map((one) => ` wakes ${one}`).join('')}`);
  }
  expect(stage.faults()).toEqual([]);
  await stage.letPass();
  return steps;
}

async function rows(): Promise<unknown[]> {
  const connection = await database.connect();
  try {
    return await connection.all('SELECT id, taken_by AS by FROM seats ORDER BY id');
  } finally {
    await connection.close();
  }
}

async function reset(): Promise<void> {
  const connection = await database.connect();
  await connection.script(
    `DELETE FROM ${database.schema}.seats; INSERT INTO ${database.schema}.seats VALUES (1, NULL)`,
  );
  await connection.close();
}

describe('programs that know nothing of the stage', () => {
  const take =
    (by: string) =>
    async (pool: Pool): Promise<void> => {
      const { rows: found } = await pool.query<{ taken_by: string | null }>('SELECT taken_by FROM seats WHERE id = 1');
      if (found[0]?.taken_by === null) await pool.query('UPDATE seats SET taken_by = $1 WHERE id = 1', [by]);
    };

  test('check and write one after the other, or with the other in between', async () => {
    await reset();
    await race({ a: take('a'), b: take('b') }, ['a', 'a', 'a', 'b']);
    expect(await rows()).toEqual([{ id: 1, by: 'a' }]);
    await reset();
    const steps = await race({ a: take('a'), b: take('b') }, ['a', 'b', 'a', 'a', 'b', 'b']);
    expect(steps).toEqual([
      'a statement SELECT 1',
      'b statement SELECT 1',
      'a statement UPDATE 1',
      'a commit COMMIT',
      'b statement UPDATE 1',
      'b commit COMMIT',
    ]);
    expect(await rows()).toEqual([{ id: 1, by: 'b' }]);
  });

  test('a statement that commits by itself is seen by others only after its commit', async () => {
    await reset();
    const seen: unknown[] = [];
    const look = async (pool: Pool): Promise<void> =>
      void seen.push((await pool.query('SELECT taken_by FROM seats')).rows);
    const write = (pool: Pool): Promise<unknown> => pool.query(`UPDATE seats SET taken_by = 'a'`);
    await race({ a: write, b: look }, ['a', 'b', 'a']);
    await race({ b: look }, ['b']);
    expect(seen).toEqual([[{ taken_by: null }], [{ taken_by: 'a' }]]);
  });

  test('a statement that waits for a lock is noticed, and so is its waking', async () => {
    await reset();
    const write =
      (by: string) =>
      (pool: Pool): Promise<unknown> =>
        pool.query('UPDATE seats SET taken_by = $1', [by]);
    expect(await race({ a: write('a'), b: write('b') }, ['a', 'b', 'a', 'b'])).toEqual([
      'a statement UPDATE 1',
      'b statement waits',
      'a commit COMMIT wakes b',
      'b commit COMMIT',
    ]);
    expect(await rows()).toEqual([{ id: 1, by: 'b' }]);
  });

  test('a refusal at the split commit is the answer of the statement', async () => {
    await reset();
    const connection = await database.connect();
    await connection.script(
      `ALTER TABLE seats ADD CONSTRAINT one_each UNIQUE (taken_by) DEFERRABLE INITIALLY DEFERRED; INSERT INTO seats VALUES (2, 'x')`,
    );
    const errors: string[] = [];
    const write = (pool: Pool): Promise<unknown> =>
      pool.query(`UPDATE seats SET taken_by = 'x' WHERE id = 1`).catch((error: Error) => errors.push(error.message));
    await race({ a: write }, ['a', 'a']);
    expect(errors).toEqual(['duplicate key value violates unique constraint "one_each"']);
    await connection.script('ALTER TABLE seats DROP CONSTRAINT one_each');
    await connection.close();
  });

  test('a refusal of a split statement leaves no transaction open', async () => {
    await reset();
    const errors: string[] = [];
    const write = (pool: Pool): Promise<unknown> =>
      pool.query('INSERT INTO seats VALUES (1, NULL)').catch((error: Error) => errors.push(error.message));
    await race({ a: write, b: (pool) => pool.query(`UPDATE seats SET taken_by = 'b'`) }, ['a', 'b', 'b']);
    expect(errors).toEqual(['duplicate key value violates unique constraint "seats_pkey"']);
    expect((await pools['a']?.query('SELECT 1 AS one'))?.rows).toEqual([{ one: 1 }]);
    expect(await rows()).toEqual([{ id: 1, by: 'b' }]);
  });
});

test('an actor that takes part in no race goes past the stage', async () => {
  expect(stage.address('c')).toBe(await postgresUrl());
});
