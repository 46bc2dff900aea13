import { describe, expect, test } from 'vitest';
import { openExpiries } from '../../../src/adapters/redis/expiries.ts';
import { hasRedis, keysIn, withBullMq } from './opened.ts';

const dayMs = 24 * 3_600_000;

/** Sets a key for a duration, or for ever, and resolves to whether it exists after some time, by each of these durations. */
function isThereAfter(setForMs: number | null, ticksMs: readonly number[], extendedToMs?: number): Promise<boolean[]> {
  return withBullMq(async (_, namespace) => {
    const { connection, prefix } = namespace;
    const expiries = openExpiries(connection);
    const key = `${prefix}:lock`;
    const set = (ms: number | null) =>
      connection.eval(`redis.call('SET', KEYS[1], '1'${ms === null ? '' : `, 'PX', ${ms}`})`, 1, key);
    await set(setForMs);
    let nowMs = 0;
    const seen: boolean[] = [];
    for (const ms of ticksMs) {
      await expiries.pass([key], nowMs, nowMs + ms);
      nowMs += ms;
      seen.push('lock' in (await keysIn(namespace)));
      if (extendedToMs !== undefined && seen.length === 1) await set(extendedToMs);
    }
    return seen;
  });
}

describe.runIf(hasRedis())('a key with an expiry', () => {
  test('is deleted at its end, and not before', async () => {
    expect(await isThereAfter(30_000, [29_999, 1])).toEqual([true, false]);
  });

  test('is deleted at its end after many short times', async () => {
    expect(await isThereAfter(30_000, [10_000, 10_000, 9_999, 1])).toEqual([true, true, true, false]);
  });

  test('that was set half a second ago is deleted at its end', async () => {
    expect(await isThereAfter(29_500, [29_999, 1])).toEqual([true, false]);
  });

  test('that is set once more is deleted at the new end', async () => {
    expect(await isThereAfter(30_000, [10_000, 29_999, 1], 30_000)).toEqual([true, true, false]);
  });

  test('of two days is deleted at its end', async () => {
    expect(await isThereAfter(2 * dayMs, [2 * dayMs - 1, 1])).toEqual([true, false]);
  });

  test('keeps an expiry, for which scripts of BullMQ ask', async () => {
    await withBullMq(async (_, namespace) => {
      const { connection, prefix } = namespace;
      await connection.eval("redis.call('SET', KEYS[1], '1', 'PX', 30000)", 1, `${prefix}:lock`);
      await openExpiries(connection).pass([`${prefix}:lock`], 0, 1_000);
      expect(await keysIn(namespace)).toMatchObject({ lock: { isExpiring: true } });
    });
  });
});

test.runIf(hasRedis())('a key without an expiry stays', async () => {
  expect(await isThereAfter(null, [365 * dayMs])).toEqual([true]);
});
