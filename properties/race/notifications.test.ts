import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Program, Staged } from './staged.ts';
import { openStaged } from './staged.ts';

let staged: Staged;
/** What the listener has heard. */
let heard: string[];

beforeAll(async () => {
  staged = await openStaged({ tables: 'CREATE TABLE seats (id int PRIMARY KEY)' });
});
beforeEach(() => void (heard = []));
afterAll(() => staged.close());

/** Listens, does its work, waits for a notification, and then reads the seats. */
const listen =
  (work: (client: PoolClient) => Promise<unknown> = async () => undefined): Program =>
  async (pool) => {
    const client = await pool.connect();
    try {
      const notified = new Promise<void>((resolve) =>
        client.on('notification', ({ channel, payload }) => {
          heard.push(`${channel} ${payload}`);
          resolve();
        }),
      );
      await client.query('LISTEN booked');
      await work(client);
      await notified;
      heard.push(`${(await client.query('SELECT id FROM seats')).rowCount} seats`);
    } finally {
      client.release(true);
    }
  };

const notify: Program = (pool) => pool.query(`NOTIFY booked, 'x'`);

test('a notification is held once it is committed, and is a move of its listener', async () => {
  for (let runs = 0; runs < 10; runs += 1) {
    heard = [];
    const { stage, poolOf } = staged;
    stage.hold();
    await stage.begin('a', () => notify(poolOf('a')));
    await stage.begin('b', () => listen()(poolOf('b')));
    await stage.release('b');
    await stage.release('a');
    expect(stage.moves().map(({ actor, kind }) => `${actor} ${kind}`)).toEqual(['a commit']);
    await stage.release('a');
    expect(stage.moves()).toEqual([{ actor: 'b', kind: 'notification', statement: 'NOTIFY booked' }]);
    expect(heard).toEqual([]);
    expect(await stage.release('b')).toMatchObject({ kind: 'notification', answer: 'delivered', woken: [] });
    expect(heard).toEqual(['booked x']);
    expect(stage.moves()).toEqual([{ actor: 'b', kind: 'statement', statement: 'SELECT id FROM seats' }]);
    await stage.letPass();
    expect(heard).toEqual(['booked x', '0 seats']);
  }
});

test('a notification comes to a listener only after its transaction', async () => {
  const inBlock = async (client: PoolClient): Promise<void> => {
    await client.query('BEGIN');
    await client.query('SELECT 1');
    await client.query('COMMIT');
  };
  const steps = await staged.race({ a: notify, b: listen(inBlock) }, ['b', 'b', 'a', 'a', 'b', 'b', 'b']);
  expect(steps).toEqual([
    'b statement LISTEN',
    'b statement SELECT 1',
    'a statement NOTIFY',
    'a commit COMMIT',
    'b statement COMMIT',
    'b notification delivered',
    'b statement SELECT 0',
  ]);
});

test('a listener whose call has settled is waited for after a notification', async () => {
  const { stage, poolOf } = staged;
  const client = await poolOf('b').connect();
  await client.query('LISTEN booked');
  const answer = async (): Promise<unknown> => {
    for (let turns = 0; turns < 2; turns += 1) await turn();
    return client.query('SELECT 2');
  };
  client.once('notification', () => void answer());
  stage.hold();
  await stage.begin('a', () => notify(poolOf('a')));
  await stage.release('a');
  await stage.release('a');
  await stage.release('b');
  expect(stage.moves()).toEqual([{ actor: 'b', kind: 'statement', statement: 'SELECT 2' }]);
  await stage.letPass();
  await client.query('UNLISTEN booked');
  client.release(true);
});

test('without a hold, and at its end, notifications pass', async () => {
  const { stage, poolOf } = staged;
  const client = await poolOf('b').connect();
  await client.query('LISTEN booked');
  const next = (): Promise<string> =>
    new Promise((resolve) => client.once('notification', ({ channel }) => resolve(channel)));
  const passed = next();
  await notify(poolOf('a'));
  expect(await passed).toBe('booked');
  const left = next();
  stage.hold();
  await stage.begin('a', () => notify(poolOf('a')));
  await stage.release('a');
  await stage.release('a');
  await stage.letPass();
  expect(await left).toBe('booked');
  client.release(true);
});
