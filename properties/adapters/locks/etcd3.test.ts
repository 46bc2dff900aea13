import { describe, expect, test } from 'vitest';
import { assertDrivableEtcd3, loadEtcd3 } from '../../../src/adapters/etcd3/module.ts';
import { check } from '../../../src/check/check.ts';
import { setUpContract } from '../../../src/check/contract/contract-setup.ts';
import { witness } from '../../../src/check/contract/witness.ts';
import { lacksEtcd } from '../../../src/real/database/etcd-server.ts';
import type { Etcd3Preset } from '../../../src/subjects/lease-lock/etcd3.ts';
import { etcd3Presets, etcd3System } from '../../../src/subjects/lease-lock/etcd3.ts';
import { leaseLockOn } from '../../../src/subjects/lease-lock/subject.ts';
import { bin, start } from '../../database/checks.ts';
import { lockScopeNamed } from '../../planted/lease-lock/planted.ts';
import { judgeLocks, lockCommand, lockTermsOf, takeOnLocks } from './driven-locks.ts';
import { expectSameEtcd3Run } from './etcd3-run.ts';

const lacking = lacksEtcd();
if (lacking !== null) console.warn(`skipped: ${lacking}`);

const { acquire, release, tick } = lockCommand;
const lock = etcd3System({ name: 'etcd3-lock', ...etcd3Presets['etcd3-lock'] });
const election = etcd3System({ name: 'etcd3-election', ...etcd3Presets['etcd3-election'] });

describe.runIf(lacking === null).each([lock, election])('$name', (kind) => {
  const { leaseMs } = lockTermsOf(kind);

  test('the same run says the same alone, after ten others, and after a restart', async () => {
    await expectSameEtcd3Run(kind, 10);
  });

  test.each([
    ['a lease that ends later', { leaseMs: leaseMs + 1 }, [acquire('c1'), tick(leaseMs)], 'shownHeld'],
    ['a lease that ends earlier', { leaseMs: leaseMs - 1 }, [acquire('c1'), tick(leaseMs - 1)], 'shownFree'],
  ] as const)('keeps its terms where %s would break a promise', async (_, otherwise, commands, breaks) => {
    const taken = await takeOnLocks(kind, commands);
    expect(judgeLocks(lockTermsOf(kind), taken)).toBeNull();
    expect(judgeLocks({ ...lockTermsOf(kind), ...otherwise }, taken)?.id).toBe(breaks);
  });

  test('has tokens that grow, and a stale release that frees no other lock', async () => {
    const taken = await takeOnLocks(kind, [acquire('c1'), tick(leaseMs), acquire('c2'), release('c1')]);
    expect(judgeLocks(lockTermsOf(kind), taken)).toBeNull();
    const tokens = taken.flatMap(({ answer }) => (answer.type === 'granted' ? [answer.token] : []));
    expect(tokens).toEqual(tokens.toSorted((a, b) => Number(a) - Number(b)));
    expect(tokens).not.toContain(null);
    expect(taken.at(-1)?.shown).toEqual({ l1: ['c2'] });
  });
});

describe.runIf(lacking === null)('a check of etcd3', () => {
  test('of its locks holds in 20 runs', async () => {
    const subject = leaseLockOn([lock]);
    const scope = lockScopeNamed(subject, 'medium');
    const options = { system: lock.name, policies: {}, scope, runs: 20, length: 15, seed: 2, shrinkSeconds: 0 };
    const { counterexample, unsteady } = await check(subject, options);
    expect(counterexample).toBeNull();
    expect(unsteady).toEqual([]);
  });

  test('of its elections finds that a client which has resigned is called elected', async () => {
    const subject = leaseLockOn([election]);
    const setup = setUpContract(subject, { system: election.name, scope: lockScopeNamed(subject, 'small') });
    const violation = await witness(setup, [acquire('c1'), acquire('c2'), release('c1')]);
    expect(JSON.stringify(violation)).toContain('shownFree');
  });
});

test('no etcd at ETCD_ENDPOINTS is reported in one line', async () => {
  const args = ['check', 'lease-lock', '--system', 'etcd3-lock', '--no-counterexamples'];
  const { ended } = start([bin, ...args], { ETCD_ENDPOINTS: 'unix:/nowhere/etcd.sock' });
  const { code, err } = await ended;
  expect(code).toBe(2);
  expect(err).toMatch(/^faultbook: etcd at unix:\/nowhere\/etcd\.sock does not answer: [^\n]+\n$/);
});

test.each(['1.1.1', '2.0.0'])('etcd3 %s is refused in one line', (version) => {
  expect(() => assertDrivableEtcd3({ version })).toThrow(/^etcd3 \S+ is too (?:old|new) for the system etcd3, .*@1$/);
});

test('the etcd3 of this project is driven', async () => {
  expect(() => assertDrivableEtcd3({ version: '1.1.2' })).not.toThrow();
  expect((await loadEtcd3()).version).toMatch(/^1\./);
});

/** Each preset names the pages that promise it. */
test.each(Object.values(etcd3Presets))('$uses: has pages', ({ pages }: Etcd3Preset) => {
  for (const page of pages) expect(page).toMatch(/^https:\/\//);
});
