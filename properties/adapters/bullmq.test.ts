import { hostname, tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { assertDrivableBullMq, bullMqIn, loadBullMq } from '../../src/adapters/bullmq/module.ts';
import type { BullMqModule } from '../../src/adapters/bullmq/module.ts';
import type { BullMqPresetName } from '../../src/adapters/bullmq/presets.ts';
import { openMovedTime } from '../../src/adapters/moved-time.ts';
import type { RedisClient } from '../../src/adapters/redis/client.ts';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import { lacksRedis, startRedis } from '../../src/real/database/redis-server.ts';
import { bullMqPresets, bullMqSystem } from '../../src/subjects/lease-queue/bullmq.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { bin, errorsIn, start, until } from '../database/checks.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import { expectSameRun } from './driven.ts';

const system = 'bullmq';
const lacking = lacksRedis();
if (lacking !== null) console.warn(`skipped: ${lacking}`);

function subjectWith(preset: BullMqPresetName, load: () => Promise<BullMqModule> = loadBullMq): LeaseQueueSubject {
  return leaseQueueOn([bullMqSystem({ name: system, ...bullMqPresets[preset], load })]);
}

/** With a key, a child, waits, a clock that moves, an extension, and workers that report late. */
const commands: readonly LeaseQueueCommand[] = [
  { type: 'submit', job: 'j1', key: 'k1', group: null },
  { type: 'submit', job: 'j2', key: 'k1', group: null },
  { type: 'submit', job: 'j3', key: null, group: null },
  { type: 'fetch', worker: 'w1', upTo: 2 },
  { type: 'fail', worker: 'w1', place: 0 },
  { type: 'tick', ms: 10_000 },
  { type: 'extend', worker: 'w1', place: 0 },
  { type: 'fetch', worker: 'w2', upTo: 1 },
  { type: 'spawn', worker: 'w2', place: 0, job: 'j4' },
  { type: 'tick', ms: 29_999 },
  { type: 'maintain' },
  { type: 'maintain' },
  { type: 'tick', ms: 1 },
  { type: 'maintain' },
  { type: 'fetch', worker: 'w2', upTo: 2 },
  { type: 'complete', worker: 'w1', place: 0 },
  { type: 'complete', worker: 'w2', place: 0 },
  { type: 'remove', job: 'j4' },
  { type: 'remove', job: 'j1' },
];

describe.runIf(lacking === null)('BullMQ on Redis', () => {
  test('the same run says the same alone, after a hundred others, and after a restart', async () => {
    const kind = bullMqSystem({ name: system, ...bullMqPresets['bullmq-delay'], hasChildren: true });
    const seen = await expectSameRun(kind, commands);
    expect(seen).toContainEqual({ type: 'refused', job: 'j2' });
    expect(seen).toContainEqual({ type: 'fetched', jobs: ['j3', 'j4'] });
  });

  test.each(Object.keys(bullMqPresets) as BullMqPresetName[])('%s keeps its terms in 20 runs', async (preset) => {
    const subject = subjectWith(preset);
    const scope = scopeNamed(subject, 'small');
    const options = {
      system,
      policies: {},
      scope,
      runs: 20,
      length: 20,
      seed: 2,
      suspended: knownOf(preset),
      shrinkSeconds: 0,
    };
    const { counterexample, unsteady } = await check(subject, options);
    expect(counterexample).toBeNull();
    expect(unsteady).toEqual([]);
  });

  test('a Redis with other keys keeps them, and nothing is left after Ctrl-C', async () => {
    const { address, stop } = await startRedis();
    try {
      await withClient(address, async (redis) => {
        const gone = `faultbook-${hostname().replaceAll(/\W+/g, '_').slice(-12)}-999999999-1:run:meta`;
        await redis.eval("redis.call('SET', 'other', 'kept') redis.call('SET', KEYS[1], '')", 1, gone);
        const args = ['check', 'lease-queue', '--system', system, '--runs', '100000', '--no-counterexamples'];
        const child = start([bin, ...args], { REDIS_URL: `unix:${address}` });
        await until(async () => (await keysIn(redis)).some((key) => key.endsWith(':run:meta') && key !== gone));
        child.process.kill('SIGINT');
        expect((await child.ended).code).toBe(130);
        expect(await keysIn(redis)).toEqual(['other']);
      });
    } finally {
      await stop();
    }
  });

  test('a Redis that ends meanwhile is reported in one line', async () => {
    const { address, stop } = await startRedis();
    const args = ['check', 'lease-queue', '--system', system, '--runs', '100000', '--no-counterexamples'];
    const child = start([bin, ...args], { REDIS_URL: `unix:${address}` });
    await withClient(address, async (redis) => until(async () => (await keysIn(redis)).length > 0));
    await stop();
    const { code, err } = await child.ended;
    expect(code).toBe(2);
    expect(errorsIn(err)).toMatch(/^faultbook: Redis at \S+ does not answer any more\n$/);
  });
});

/** `getNextJob` hands out jobs that have stalled too often: https://github.com/taskforcesh/bullmq/issues/3911 */
function knownOf(preset: BullMqPresetName): readonly string[] {
  return preset === 'bullmq-fetched' ? ['budget'] : [];
}

async function withClient(address: string, use: (redis: RedisClient) => Promise<void>): Promise<void> {
  const redis = new (await loadBullMq()).Redis(address, {});
  redis.on('error', () => undefined);
  try {
    await use(redis);
  } finally {
    redis.disconnect();
  }
}

async function keysIn(redis: RedisClient): Promise<readonly string[]> {
  return (await redis.eval("return redis.call('KEYS', '*')", 0)) as readonly string[];
}

test('no Redis at REDIS_URL is reported in one line', async () => {
  const args = ['check', 'lease-queue', '--system', system, '--no-counterexamples'];
  const { ended } = start([bin, ...args], { REDIS_URL: 'unix:/nowhere/redis.sock' });
  const { code, out, err } = await ended;
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toBe('faultbook: Redis at /nowhere/redis.sock does not answer: connect ENOENT /nowhere/redis.sock\n');
});

test.each(['5.16.9', '4.18.2', '7.0.0'])('BullMQ %s is refused in one line', (version) => {
  expect(() => assertDrivableBullMq({ version })).toThrow(/^bullmq \S+ is too (?:old|new) for .*@6$/);
});

test.each(['5.17.0', '5.81.5', '6.7.0', '6.99.0-beta.1'])('BullMQ %s is driven', (version) => {
  expect(() => assertDrivableBullMq({ version })).not.toThrow();
});

test('a project without ioredis is refused in one line', () => {
  expect(() => bullMqIn(tmpdir())).toThrow(
    /^the system bullmq needs the npm package ioredis, .*npm install --save-dev ioredis$/,
  );
});

test('the time of a run is that of the calls of its library alone', async () => {
  const time = openMovedTime(1_000);
  // A new `Date` does not call `Date.now`.
  const realMs = new Date().getTime();
  const seen = await time.within(async () => {
    const atFirst = Date.now();
    await sleep(1);
    return [atFirst, Date.now()];
  });
  expect(seen).toEqual([1_000, 1_000]);
  time.moveTo(5_000);
  expect(await time.within(async () => Date.now())).toBe(5_000);
  expect(Date.now()).toBeGreaterThanOrEqual(realMs);
});
