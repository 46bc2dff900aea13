import { describe, expect, test } from 'vitest';
import type { PgBossPresetName } from '../../src/adapters/pg-boss/presets.ts';
import { check } from '../../src/check/check.ts';
import { pgBoss10Presets, pgBossPresets, pgBossSystem } from '../../src/subjects/lease-queue/pg-boss.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import type { KnownBug } from './known-bug.ts';
import { expectKnownBug } from './known-bug.ts';
import { areVersionsInstalled, loadPgBossVersion } from './versions.ts';

const system = 'pg-boss';

function subjectWith(preset: PgBossPresetName, version?: string): LeaseQueueSubject {
  const load = version === undefined ? {} : { load: () => loadPgBossVersion(version) };
  return leaseQueueOn([pgBossSystem({ name: system, ...pgBossPresets[preset], ...load })]);
}

test.each(Object.keys(pgBossPresets) as PgBossPresetName[])('%s keeps its terms in 300 runs', async (preset) => {
  const subject = subjectWith(preset);
  const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 300, length: 30, seed: 1 };
  const { counterexample, unsteady } = await check(subject, options);
  expect(counterexample).toBeNull();
  expect(unsteady).toEqual([]);
});

const small = { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 1 };

/** Found in no other way than any finding: the contract knows none of them. */
const knownBugs: readonly KnownBug<PgBossPresetName>[] = [
  { bad: '12.34.0', good: '12.35.0', preset: 'pg-boss', promise: 'shownHeld', mostRuns: 100 },
  { bad: '12.25.1', good: '12.26.0', preset: 'pg-boss-backoff', promise: 'waits', mostRuns: 100 },
];

describe.runIf(areVersionsInstalled())('pg-boss 10', () => {
  test.each(Object.entries(pgBoss10Presets))('%s keeps its terms in 300 runs of 10.4.2', async (name, preset) => {
    const subject = leaseQueueOn([pgBossSystem({ name, ...preset, load: () => loadPgBossVersion('10.4.2') })]);
    const scope = scopeNamed(subject, 'medium');
    const options = { system: name, policies: {}, scope, runs: 300, length: 30, seed: 1 };
    const { counterexample, unsteady } = await check(subject, options);
    expect(counterexample).toBeNull();
    expect(unsteady).toEqual([]);
  });
});

describe.runIf(areVersionsInstalled())('known bugs of pg-boss', () => {
  test.each(knownBugs)('$bad: $promise is broken, and kept in $good', async (bug) => {
    await expectKnownBug(bug, system, subjectWith(bug.preset, bug.bad), subjectWith(bug.preset, bug.good), small);
  });
});
