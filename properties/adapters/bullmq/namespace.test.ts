import { describe, expect, test } from 'vitest';
import { loadBullMq } from '../../../src/adapters/bullmq/module.ts';
import type { RedisNamespace } from '../../../src/adapters/redis/namespace.ts';
import { openRedisNamespace } from '../../../src/adapters/redis/namespace.ts';
import { EnvironmentError } from '../../../src/kernel/environment-error.ts';
import { redisPlace, startRedis } from '../../../src/real/database/redis-server.ts';
import { hasRedis } from './opened.ts';

async function openNamespace(): Promise<RedisNamespace> {
  return openRedisNamespace((await loadBullMq()).Redis, await redisPlace());
}

/** A namespace whose Redis has ended. */
async function openLost(): Promise<RedisNamespace> {
  const { address, stop } = await startRedis();
  const namespace = await openRedisNamespace((await loadBullMq()).Redis, { address, shown: 'its place' });
  await stop();
  return namespace;
}

describe.runIf(hasRedis())('a namespace of Redis', () => {
  test('reports a Redis that has ended, with the error of the call as the cause', async () => {
    const lost = await openLost();
    const cause = new Error('Connection is closed.');
    const failed = lost.use(async () => Promise.reject(cause));
    await expect(failed).rejects.toThrow(new EnvironmentError('Redis at its place does not answer any more'));
    await expect(failed).rejects.toMatchObject({ name: 'EnvironmentError', cause });
    await lost.close();
  });

  test('passes on the error of a call while Redis answers', async () => {
    const namespace = await openNamespace();
    const error = new Error('Missing lock for job j1');
    await expect(namespace.use(async () => Promise.reject(error))).rejects.toBe(error);
    await namespace.close();
  });

  test('removes its own keys alone when it is closed', async () => {
    const closed = await openNamespace();
    const other = await openNamespace();
    const kept = [`${closed.prefix}0:run:meta`, `${other.prefix}:run:meta`];
    for (const key of [`${closed.prefix}:run:meta`, ...kept])
      await other.connection.eval("redis.call('SET', KEYS[1], '1')", 1, key);
    await closed.close();
    const left = await other.connection.eval("return redis.call('KEYS', ARGV[1])", 0, `${closed.prefix}*`);
    expect(left).toEqual(closed.prefix === `${other.prefix}0` ? kept : [kept[0]]);
    expect(await other.connection.del(...kept)).toBe(2);
    await other.close();
  });

  test('has a prefix that no other one has', async () => {
    const [first, second] = [await openNamespace(), await openNamespace()];
    expect(first.prefix).not.toBe(second.prefix);
    for (const one of [first, second]) await one.close();
  });
});
