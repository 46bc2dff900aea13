import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { ConnectionLost } from '../../src/real/database/connection-lost.ts';
import type { CuttingProxy } from '../../src/real/database/cutting-proxy.ts';
import { openCuttingProxy } from '../../src/real/database/cutting-proxy.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { plainLimits } from '../queue/worlds.ts';

let proxy: CuttingProxy;

beforeAll(async () => {
  proxy = await openCuttingProxy(await postgresUrl());
});

afterAll(() => proxy.close());

/** The tables of `database`, over the proxy. */
async function connectByProxy({ schema }: PostgresDatabase): Promise<PostgresConnection> {
  const connection = await connectPostgres(proxy.url);
  await connection.script(`SET search_path TO ${schema}`);
  return connection;
}

const times = 50;

describe('a connection that is cut around COMMIT', () => {
  /** How each of so many transactions ended for the client, and how many rows there are in truth. */
  async function cutMany(when: 'beforeIt' | 'afterIt'): Promise<{ errors: Set<string>; committed: number }> {
    const database = await openPostgres('CREATE TABLE payments (id INTEGER PRIMARY KEY)');
    const errors = new Set<string>();
    for (let id = 1; id <= times; id += 1) {
      const connection = await connectByProxy(database);
      proxy.cutAt('COMMIT', when);
      const pay = connection.transaction(() => connection.run('INSERT INTO payments VALUES (:id)', { id }));
      const error: unknown = await pay.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConnectionLost);
      expect(connection.isLost).toBe(true);
      errors.add(String(error));
    }
    const control = await database.connect();
    const committed = await control.all('SELECT id FROM payments');
    await database.close();
    return { errors, committed: committed.length };
  }

  test('gives the client the same error, whether none or all of fifty were committed', async () => {
    const before = await cutMany('beforeIt');
    const after = await cutMany('afterIt');
    expect(before.committed).toBe(0);
    expect(after.committed).toBe(times);
    expect(before.errors).toEqual(after.errors);
    expect(before.errors.size).toBe(1);
  });
});

describe('a worker whose connection was cut around the COMMIT of its commit', () => {
  const policies = allPolicies(queue) as QueuePolicies;

  test.each([
    { when: 'beforeIt', commits: 0, found: { type: 'committed' } },
    { when: 'afterIt', commits: 1, found: { type: 'alreadyCommitted', by: 1 } },
  ] as const)('repeats it, and learns the truth from the records: $found.type if cut $when', async (example) => {
    const { when, commits, found } = example;
    const database = await openPostgres(`${queueSchemaOf(policies)} -- by proxy`);
    const open: PostgresConnection[] = [];
    const connect = async (): Promise<PostgresConnection> => {
      const connection = await connectByProxy(database);
      open.push(connection);
      return connection;
    };
    const system = await startQueue(openPostgresQueueStore({ ...database, connect }), policies, {
      workers: ['w1'],
      limits: plainLimits,
    });
    await system.perform({ type: 'submit', job: 'j1' });
    await system.perform({ type: 'lease', worker: 'w1' });
    proxy.cutAt('COMMIT', when);
    expect(await system.perform({ type: 'commit', worker: 'w1' })).toEqual({ type: 'noReply' });
    const { workers, ...between } = await system.view();
    expect(between.commits).toHaveLength(commits);
    expect(between.effects).toHaveLength(commits);
    // It lives, and remembers what it holds; what it does not know is whether that is committed.
    expect(workers['w1']).toMatchObject({ isUp: true, holding: { job: 'j1', hasCommitted: false } });
    expect(await system.perform({ type: 'commit', worker: 'w1' })).toEqual(found);
    expect(await system.perform({ type: 'complete', worker: 'w1' })).toEqual({ type: 'completed' });
    expect(await system.detect()).toEqual({ commits: 1, effects: 1, alarms: [], duplicateAttempts: [] });
    for (const connection of open) await connection.close();
    await system.close();
  });
});
