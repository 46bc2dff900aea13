import { describe, expect, test } from 'vitest';
import type { BullMqHandle } from '../../../src/adapters/bullmq/options.ts';
import type { RedisNamespace } from '../../../src/adapters/redis/namespace.ts';
import type { LeaseLibrary } from '../../../src/alphabets/lease-queue.ts';
import { hasRedis, keysIn, withBullMq } from './opened.ts';

const alone = { key: null, group: null };
const keyed = { key: 'k1', group: null };
const yearMs = 366 * 24 * 3_600_000;

/** A run with a key, a lock that was extended, a wait, a job that stalls, and a child; resolves to its answers and keys. */
async function run(library: LeaseLibrary<BullMqHandle>, namespace: RedisNamespace): Promise<unknown> {
  await library.reset();
  const seen: unknown[] = [await library.submit('j1', keyed), await library.submit('j2', keyed)];
  seen.push(await library.submit('j3', alone));
  const [first, second] = await library.fetch('w1', 2);
  if (first === undefined || second === undefined) throw new Error('two jobs wait');
  seen.push(first.job, second.job, await library.fail(first.handle));
  await library.tick(9_999);
  seen.push((await library.fetch('w2', 1)).length, await library.extend?.(second.handle));
  await library.tick(1);
  const [retried] = await library.fetch('w2', 1);
  if (retried === undefined) throw new Error('the wait is over');
  seen.push(retried.job, await library.spawn?.(retried.handle, 'j4'));
  await library.tick(29_998);
  for (const _ of [1, 2]) await library.maintain();
  seen.push(await library.shown(['j1', 'j2', 'j3', 'j4']));
  await library.tick(1);
  for (const _ of [1, 2]) await library.maintain();
  seen.push(await library.shown(['j1', 'j2', 'j3', 'j4']), await library.remove?.('j2'));
  return { seen, keys: await keysIn(namespace) };
}

/** A run that moves the clock for a year, and ends with a lock and a key of a deduplication. */
async function leaveMuch(library: LeaseLibrary<BullMqHandle>): Promise<void> {
  await library.reset();
  for (const job of ['j1', 'j3']) await library.submit(job, job === 'j1' ? keyed : alone);
  await library.tick(yearMs);
  await library.fetch('w1', 1);
  await library.tick(1_000);
}

describe.runIf(hasRedis())('each run on BullMQ', () => {
  test('writes the same keys and values as the first one', async () => {
    await withBullMq(async (library, namespace) => {
      const seen: unknown[] = [];
      for (const others of [0, 3]) {
        for (let other = 0; other < others; other += 1) await leaveMuch(library);
        seen.push(await run(library, namespace));
      }
      expect(seen[1]).toEqual(seen[0]);
    });
  });

  test('begins without any key, also where the run before has left locks and keys', async () => {
    await withBullMq(async (library, namespace) => {
      const { connection, prefix } = namespace;
      await run(library, namespace);
      // BullMQ 5.49.2 leaves the key of a deduplication.
      const left = ['j1:lock', 'j4:lock', 'de:k1'].map((key) => `${prefix}:run:${key}`);
      for (const key of left) await connection.eval("redis.call('SET', KEYS[1], 'j1')", 1, key);
      await library.reset();
      expect(await keysIn(namespace)).toEqual({});
    });
  });

  test('begins at the same instant, and counts its fetches from one on', async () => {
    await withBullMq(async (library, namespace) => {
      const instants: unknown[] = [];
      for (const _ of [1, 2]) {
        await leaveMuch(library);
        await library.reset();
        await library.submit('j1', alone);
        const [handed] = await library.fetch('w1', 1);
        instants.push([handed?.handle.token, (await keysIn(namespace))['run:j1']]);
      }
      expect(instants[1]).toEqual(instants[0]);
      expect(instants[0]).toMatchObject(['w1:1', { value: expect.arrayContaining([`${Date.UTC(2030, 0, 1)}`]) }]);
    });
  });

  test('knows no job of an earlier run by its key', async () => {
    const options = { keyedBy: 'jobId' } as const;
    await withBullMq(async (library, namespace) => {
      await library.reset();
      expect(await library.submit('j1', keyed)).toBe(true);
      expect(Object.keys(await keysIn(namespace))).toContain('run:k1');
      await library.reset();
      expect(await library.submit('j2', keyed)).toBe(true);
      expect(await library.submit('j1', keyed)).toBe(false);
      expect(await library.remove?.('j1')).toBe(false);
      expect(await library.shown(['j1', 'j2'])).toEqual({ j1: 'gone', j2: 'waiting' });
    }, options);
  });
});

test.runIf(hasRedis())('a job that has ended is not removed in place of the next job with its id', async () => {
  const options = { keyedBy: 'jobId', job: { removeOnComplete: true } } as const;
  await withBullMq(async (library) => {
    await library.reset();
    await library.submit('j1', keyed);
    for (const { handle } of await library.fetch('w1', 1)) await library.complete(handle);
    await library.submit('j2', keyed);
    expect(await library.remove?.('j1')).toBe(false);
    expect(await library.shown(['j1', 'j2'])).toEqual({ j1: 'gone', j2: 'waiting' });
  }, options);
});

describe.runIf(hasRedis())('a pass of maintenance of BullMQ', () => {
  test('is due whenever it is asked for, and two passes bring a stalled job back', async () => {
    await withBullMq(async (library) => {
      await library.reset();
      await library.submit('j1', alone);
      await library.fetch('w1', 1);
      await library.maintain();
      await library.tick(30_000);
      for (const _ of [1, 2]) await library.maintain();
      expect(await library.fetch('w2', 1)).toMatchObject([{ job: 'j1' }]);
    });
  });
});
