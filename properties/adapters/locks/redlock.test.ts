import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { assertDrivableRedlock, loadRedlock, redlockIn } from '../../../src/adapters/redlock/module.ts';
import { check } from '../../../src/check/check.ts';
import { lacksRedis } from '../../../src/real/database/redis-server.ts';
import { redlockPresets, redlockSystem } from '../../../src/subjects/lease-lock/redlock.ts';
import { leaseLockOn } from '../../../src/subjects/lease-lock/subject.ts';
import { bin, start } from '../../database/checks.ts';
import { lockScopeNamed } from '../../planted/lease-lock/planted.ts';
import { expectSameLockRun, judgeLocks, lockCommand, lockTermsOf, takeOnLocks } from './driven-locks.ts';

const lacking = lacksRedis();
if (lacking !== null) console.warn(`skipped: ${lacking}`);

const kind = redlockSystem({ name: 'redlock', ...redlockPresets.redlock });
const { acquire, extend, release, crash, tick } = lockCommand;

describe.runIf(lacking === null)('redlock on Redis', () => {
  test('the same run says the same alone, after a hundred others, and after a restart', async () => {
    const taken = await expectSameLockRun(
      kind,
      [
        acquire('c1'),
        acquire('c2'),
        acquire('c2', 'l2'),
        tick(29_000),
        extend('c1'),
        tick(1_000),
        acquire('c3', 'l2'),
        release('c2', 'l2'),
        tick(28_999),
        acquire('c2'),
        tick(1),
        acquire('c2'),
        release('c1'),
        crash('c2'),
      ],
      100,
    );
    const answers = taken.map(({ answer }) => answer.type);
    const [granted, refused, done] = ['granted', 'refused', 'done'];
    const first = [
      granted,
      refused,
      granted,
      done,
      done,
      done,
      granted,
      refused,
      done,
      refused,
      done,
      granted,
      refused,
    ];
    expect(answers).toEqual([...first, done]);
    expect(taken.at(-1)?.shown).toEqual({ l1: ['c2'], l2: ['c3'] });
  });

  test('keeps its terms in 20 runs', async () => {
    const subject = leaseLockOn([kind]);
    const scope = lockScopeNamed(subject, 'medium');
    const options = { system: kind.name, policies: {}, scope, runs: 20, length: 20, seed: 2, shrinkSeconds: 0 };
    const { counterexample, unsteady } = await check(subject, options);
    expect(counterexample).toBeNull();
    expect(unsteady).toEqual([]);
  });

  test.each([
    ['a lease that ends later', { leaseMs: 30_605 }, [acquire('c1'), tick(30_000)], 'shownHeld'],
    ['a lease that ends earlier', { leaseMs: 29_000, slackMs: 0 }, [acquire('c1'), tick(29_999)], 'shownFree'],
    ['a smaller slack', { slackMs: 300 }, [acquire('c1'), tick(29_699), extend('c1')], 'word'],
    ['tokens', { hasTokens: true }, [acquire('c1')], 'tokens'],
  ] as const)('keeps its terms where %s would break a promise', async (_, otherwise, commands, breaks) => {
    const taken = await takeOnLocks(kind, commands);
    expect(judgeLocks(lockTermsOf(kind), taken)).toBeNull();
    expect(judgeLocks({ ...lockTermsOf(kind), ...otherwise }, taken)?.id).toBe(breaks);
  });

  test('releases and extends for the holder alone', async () => {
    const stale = [acquire('c1'), tick(31_000), acquire('c2'), extend('c1'), release('c1')];
    const taken = await takeOnLocks(kind, stale);
    expect(taken.slice(-2).map(({ answer }) => answer.type)).toEqual(['refused', 'refused']);
    expect(taken.at(-1)?.shown).toEqual({ l1: ['c2'] });
  });

  test('the lock of a client whose lease is over is not extended, though it is free', async () => {
    const taken = await takeOnLocks(kind, [acquire('c1'), tick(31_000), extend('c1')]);
    expect(taken.at(-1)?.answer.type).toBe('refused');
  });
});

test('no Redis at REDIS_URL is reported in one line', async () => {
  const args = ['check', 'lease-lock', '--system', 'redlock', '--no-counterexamples'];
  const { ended } = start([bin, ...args], { REDIS_URL: 'unix:/nowhere/redis.sock' });
  const { code, err } = await ended;
  expect(code).toBe(2);
  expect(err).toBe('faultbook: Redis at /nowhere/redis.sock does not answer: connect ENOENT /nowhere/redis.sock\n');
});

test.each([
  ['4.2.0', 5],
  ['6.0.0', 5],
  ['3.1.2', 4],
  ['5.0.0-beta.2', 4],
] as const)('redlock %s is refused by the system of redlock %i in one line', (version, major) => {
  expect(() => assertDrivableRedlock({ version }, major)).toThrow(
    /^redlock \S+ is too (?:old|new) for the system redlock\S*, .*: npm install --save-dev redlock@\S+$/,
  );
});

test('the redlock of this project is driven, without the v of its version', async () => {
  const module = await loadRedlock();
  expect(module.version).toMatch(/^5\./);
  expect(() => assertDrivableRedlock(module, 5)).not.toThrow();
});

test('a project without ioredis is refused in one line', () => {
  expect(() => redlockIn(tmpdir())).toThrow(
    /^the system redlock needs the npm package ioredis, .*npm install --save-dev ioredis$/,
  );
});
