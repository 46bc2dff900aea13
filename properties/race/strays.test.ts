import { connect } from 'node:net';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { requests } from '../../src/real/wire/postgres/frames.ts';
import type { Program, Staged } from './staged.ts';
import { openStaged } from './staged.ts';

let staged: Staged;

beforeAll(async () => {
  staged = await openStaged({ tables: 'CREATE TABLE seats (id int PRIMARY KEY)', patienceMs: 1_000 });
});
beforeEach(() => staged.script('DELETE FROM seats; INSERT INTO seats VALUES (1)'));
afterAll(() => staged.close());

const lines = (): string[] => staged.stage.faults().map(({ line }) => line);

test('rows that a client copies to the server are refused in one line', async () => {
  const { stage, poolOf, rows } = staged;
  const errors: string[] = [];
  const copy: Program = (pool) =>
    pool.query('COPY seats FROM STDIN').catch((error: Error) => errors.push(error.message));
  stage.hold();
  await stage.begin('a', () => copy(poolOf('a')));
  await stage.release('a');
  expect(lines()).toEqual(['a copies rows to the server (COPY), and a race cannot hold that: use INSERT']);
  expect(errors).toEqual(['COPY from stdin failed: a race cannot hold the rows of COPY']);
  await stage.letPass();
  expect(await rows('SELECT id FROM seats')).toEqual([{ id: 1 }]);
});

test('rows that a client copies from the server are the answer of a move', async () => {
  expect(await staged.race({ a: (pool) => pool.query('COPY seats TO STDOUT') }, ['a'])).toEqual(['a statement COPY 1']);
});

/** Asks the server to cancel what this client's session is at. */
function cancel(client: PoolClient, address: string): void {
  const bytes = Buffer.alloc(16);
  const words = [16, requests.cancel, Reflect.get(client, 'processID'), Reflect.get(client, 'secretKey')];
  for (const [at, word] of words.entries()) bytes.writeInt32BE(Number(word), 4 * at);
  connect(Number(new URL(address).port), '127.0.0.1').end(bytes);
}

test('a statement that a client cancels ends, and the run has a fault', async () => {
  const { stage, poolOf } = staged;
  const codes: unknown[] = [];
  const client = await poolOf('b').connect();
  const update = 'UPDATE seats SET id = 2';
  stage.hold();
  await stage.begin('a', () => poolOf('a').query(update));
  await stage.begin('b', () => client.query(update).catch(({ code }: { code?: string }) => codes.push(code)));
  await stage.release('a');
  expect(await stage.release('b')).toMatchObject({ answer: null });
  cancel(client, stage.address('b'));
  const isCancelled = (): void => expect(lines()).toEqual(['b cancels a statement, and does so in real time']);
  await vi.waitFor(isCancelled, { timeout: 60_000 });
  const waits = `SELECT pid FROM pg_locks WHERE NOT granted AND pid = ${Reflect.get(client, 'processID')}`;
  await vi.waitFor(async () => expect(await staged.rows(waits)).toEqual([]), { timeout: 60_000 });
  await stage.letPass();
  expect(codes).toEqual(['57014']);
  client.release();
});

test('an actor that never comes to rest is a fault of the run', async () => {
  const { stage, poolOf } = staged;
  const end = new AbortController();
  const poll = async (): Promise<void> => {
    while (!end.signal.aborted) await poolOf('a').query('SELECT 1 FROM pg_catalog.pg_class LIMIT 1');
  };
  stage.hold();
  await stage.begin('a', poll);
  end.abort();
  expect(lines()).toEqual(['a has not come to rest: its statements, files or timers have no end']);
  await stage.letPass();
});

test('a call that never settles leaves no move, and the stage goes on', async () => {
  const { stage, race } = staged;
  stage.hold();
  await stage.begin('a', () => new Promise(() => undefined));
  expect(stage.moves()).toEqual([]);
  await stage.letPass();
  expect(await race({ b: (pool) => pool.query('SELECT 1') }, ['b'])).toEqual(['b statement SELECT 1']);
});
