import { describe, expect, test } from 'vitest';
import type { LeaseLockSystemKind } from '../../../src/adapters/lease-lock-system.ts';
import { check } from '../../../src/check/check.ts';
import { lacksEtcd } from '../../../src/real/database/etcd-server.ts';
import { lacksRedis } from '../../../src/real/database/redis-server.ts';
import { etcd3Presets, etcd3System } from '../../../src/subjects/lease-lock/etcd3.ts';
import { redlockPresets, redlockSystem } from '../../../src/subjects/lease-lock/redlock.ts';
import { leaseLockOn } from '../../../src/subjects/lease-lock/subject.ts';
import { lockScopeNamed } from '../../planted/lease-lock/planted.ts';
import { areVersionsInstalled, loadRedlockVersion } from '../versions.ts';
import { expectSameEtcd3Run } from './etcd3-run.ts';

const [noRedis, noEtcd] = [lacksRedis(), lacksEtcd()];
for (const lacking of [noRedis, noEtcd]) if (lacking !== null) console.warn(`skipped: ${lacking}`);

async function expectKept(kind: LeaseLockSystemKind, size: string, runs: number): Promise<void> {
  const subject = leaseLockOn([kind]);
  const options = { system: kind.name, policies: {}, scope: lockScopeNamed(subject, size), runs, length: 30, seed: 1 };
  const { counterexample, unsteady } = await check(subject, options);
  expect(counterexample).toBeNull();
  expect(unsteady).toEqual([]);
}

test.runIf(noEtcd === null).each([
  { name: 'etcd3-lock', ...etcd3Presets['etcd3-lock'] },
  { name: 'etcd3-election', ...etcd3Presets['etcd3-election'] },
])('a run of $name says the same after a hundred others', async (use) => {
  await expectSameEtcd3Run(etcd3System(use), 100);
});

describe.each(['small', 'medium'])('in the %s scope', (size) => {
  test.runIf(noRedis === null)('redlock 5 keeps its terms in 1,000 runs', async () => {
    await expectKept(redlockSystem({ name: 'redlock', ...redlockPresets.redlock }), size, 1_000);
  });

  test.runIf(noRedis === null && areVersionsInstalled())('redlock 4 keeps its terms in 1,000 runs', async () => {
    const load = async () => loadRedlockVersion('4.2.0');
    await expectKept(redlockSystem({ name: 'redlock-4', ...redlockPresets['redlock-4'], load }), size, 1_000);
  });

  test.runIf(noEtcd === null)('the locks of etcd3 keep their terms in 300 runs', async () => {
    await expectKept(etcd3System({ name: 'etcd3-lock', ...etcd3Presets['etcd3-lock'] }), size, 300);
  });
});

test.runIf(noEtcd === null).each([1, 2, 3])(
  'a check with seed %i finds that etcd3 calls a client elected that has resigned',
  async (seed) => {
    const subject = leaseLockOn([etcd3System({ name: 'etcd3-election', ...etcd3Presets['etcd3-election'] })]);
    const scope = lockScopeNamed(subject, 'small');
    const options = { system: 'etcd3-election', policies: {}, scope, runs: 100, length: 30, seed, shrinkSeconds: 60 };
    const { counterexample } = await check(subject, options);
    const { commands = [], recovery = [], violation } = counterexample ?? {};
    // The election has no leader, or another one.
    expect(violation?.name).toMatch(/^shown(?:Free|One|Holder)$/);
    expect(commands.length + recovery.length).toBeLessThanOrEqual(4);
  },
);
