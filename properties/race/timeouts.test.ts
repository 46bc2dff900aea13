import type { PoolClient } from 'pg';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { noTimeouts, struckTimeout, timeoutsIn } from '../../src/real/wire/postgres/timeouts.ts';
import type { Program, Staged } from './staged.ts';
import { openStaged } from './staged.ts';

const names = [
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
];

test.each([
  ["SET lock_timeout = '2s'", ['lock_timeout']],
  ['SET LOCAL statement_timeout TO 100', ['statement_timeout']],
  [`SELECT set_config('transaction_timeout', '1min', true)`, ['transaction_timeout']],
  [`SELECT set_config('lock_timeout', $1, false)`, ['lock_timeout']],
  [`ALTER ROLE app SET idle_session_timeout = 10`, ['idle_session_timeout']],
  ['-c lock_timeout=5s --statement-timeout=3', ['statement_timeout', 'lock_timeout']],
  ['SET lock_timeout = 0', []],
  [`SET LOCAL lock_timeout TO '0ms'; SET statement_timeout = DEFAULT`, []],
  ['SHOW lock_timeout', []],
  ['SET lock_timeout_of_mine = 3', []],
])('%s switches on the time-outs %j', (text, found) => {
  expect(timeoutsIn(text)).toEqual(found);
});

test('a server gets no setting that its version does not have', () => {
  expect(Object.keys(noTimeouts(180_000))).toEqual(names);
  expect(Object.keys(noTimeouts(160_004))).toEqual(names.slice(0, 4));
  expect(Object.keys(noTimeouts(130_000))).toEqual(names.slice(0, 3));
});

test('NOWAIT and a cancelled statement are no time-outs', () => {
  const struck = (code: string, routine: string, message: string): string | null =>
    struckTimeout(new Map(Object.entries({ C: code, R: routine, M: message })));
  expect(struck('55P03', 'heap_lock_tuple', 'could not obtain lock on row')).toBeNull();
  expect(struck('57014', 'ProcessInterrupts', 'canceling statement due to user request')).toBeNull();
  expect(struck('57014', 'ProcessInterrupts', 'canceling statement due to statement timeout')).toBe(
    'statement_timeout',
  );
  expect(struck('55P03', 'ProcessInterrupts', 'canceling statement due to lock timeout')).toBe('lock_timeout');
});

describe('on the stage', () => {
  let staged: Staged;

  beforeAll(async () => {
    staged = await openStaged({ tables: 'CREATE TABLE seats (id int PRIMARY KEY, taken_by text)' });
  });
  beforeEach(() => staged.script('DELETE FROM seats; INSERT INTO seats VALUES (1, NULL)'));
  afterAll(() => staged.close());

  /** A transaction that switches a time-out on, with the errors of its connection. */
  const withTimeout =
    (setting: string, work: (client: PoolClient) => Promise<unknown>, errors: string[]): Program =>
    async (pool) => {
      const client = await pool.connect();
      const note = (error: Error & { code?: string }): unknown => errors.push(error.code ?? error.message);
      client.on('error', note);
      try {
        await client.query('BEGIN');
        await client.query(setting);
        await work(client);
        await client.query('COMMIT');
      } catch (error) {
        note(error as Error);
      } finally {
        client.release(true);
      }
    };
  const write = (client: Pick<PoolClient, 'query'>): Promise<unknown> => client.query('UPDATE seats SET id = id');

  async function faultsOf(b: Program, planned: readonly string[]): Promise<readonly string[]> {
    const { stage, poolOf } = staged;
    stage.hold();
    await stage.begin('a', () => write(poolOf('a')));
    await stage.begin('b', () => b(poolOf('b')));
    // On a slow machine the time-out has struck by now.
    for (const actor of planned) if (stage.moves().some((move) => move.actor === actor)) await stage.release(actor);
    await vi.waitFor(() => expect(stage.faults()).not.toEqual([]), { timeout: 60_000 });
    const faults = stage.faults().map(({ line }) => line);
    await stage.letPass();
    return faults;
  }

  test.each([
    ['lock_timeout', '55P03', ['a', 'b']],
    ['statement_timeout', '57014', ['a', 'b']],
    ['idle_in_transaction_session_timeout', '25P03', ['b']],
    ['transaction_timeout', '25P04', ['b']],
  ])('%s of a client is a fault of the run where it strikes', async (name, code, planned) => {
    const errors: string[] = [];
    const b = withTimeout(`SET LOCAL ${name} = '30ms'`, (client) => write(client).then(() => write(client)), errors);
    expect(await faultsOf(b, planned)).toEqual([
      `b: ${name}, which it has set itself, struck, and it runs in real time while statements are held: set it to 0`,
    ]);
    expect(errors).toContain(code);
  });

  test('a time-out of the start of a session is off, and NOWAIT is none', async () => {
    const { stage, poolOf, race } = staged;
    const seen: unknown[] = [];
    const own = new Pool({ connectionString: stage.address('a'), options: '-c lock_timeout=20s', max: 1 });
    for (const name of names) seen.push(Object.values((await own.query(`SHOW ${name}`)).rows[0] as object)[0]);
    await own.end();
    expect(seen).toEqual(['0', '0', '0', '0', '0']);
    const errors: unknown[] = [];
    const nowait: Program = (pool) =>
      pool.query('SELECT id FROM seats FOR UPDATE NOWAIT').catch(({ code }: { code?: string }) => errors.push(code));
    await race({ a: write, b: nowait }, ['a', 'b']);
    expect(errors).toEqual(['55P03']);
    expect((await poolOf('b').query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
