import { describe, expect, test } from 'vitest';
import type { BullMqPresetName } from '../../src/adapters/bullmq/presets.ts';
import { check } from '../../src/check/check.ts';
import { bullMqPresets, bullMqSystem } from '../../src/subjects/lease-queue/bullmq.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import type { KnownBug } from './known-bug.ts';
import { expectKnownBug } from './known-bug.ts';
import { areVersionsInstalled, loadBullMqVersion } from './versions.ts';

const system = 'bullmq';
const presets = Object.keys(bullMqPresets) as BullMqPresetName[];

function subjectWith(preset: BullMqPresetName, version?: string): LeaseQueueSubject {
  const load = version === undefined ? {} : { load: async () => loadBullMqVersion(version) };
  return leaseQueueOn([bullMqSystem({ name: system, ...bullMqPresets[preset], ...load })]);
}

/** The system with a finding that is known: https://github.com/taskforcesh/bullmq/issues/3911 */
const fetched = 'bullmq-fetched';

test.each(presets.filter((preset) => preset !== fetched))('%s keeps its terms in 1,000 runs', async (preset) => {
  const subject = subjectWith(preset);
  const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 1_000, length: 30, seed: 1 };
  const { counterexample, unsteady } = await check(subject, options);
  expect(counterexample).toBeNull();
  expect(unsteady).toEqual([]);
});

test(`${fetched} hands out jobs that have stalled more often than allowed`, async () => {
  const subject = subjectWith(fetched);
  const options = { system, policies: {}, scope: scopeNamed(subject, 'small'), runs: 100, length: 30, seed: 1 };
  expect((await check(subject, options)).counterexample?.violation.name).toBe('budget');
});

/** Four jobs that compete for one key. */
const oneKey = { workers: 2, jobs: 4, keys: 1, groups: 1, faults: 1 };

/** Found in no other way than any finding: the contract knows none of them. */
const knownBugs: readonly KnownBug<BullMqPresetName>[] = [
  { bad: '5.49.2', good: '5.50.0', preset: 'bullmq-deduplication', promise: 'unique', mostRuns: 200 },
];

describe.runIf(areVersionsInstalled())('versions of BullMQ', () => {
  test.each(['5.17.1', '5.50.0', '5.81.5'])('%s keeps the terms of two systems in 200 runs', async (version) => {
    for (const preset of ['bullmq-delay', 'bullmq-deduplication'] as const) {
      const subject = subjectWith(preset, version);
      const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 200, length: 30, seed: 1 };
      const { counterexample, unsteady } = await check(subject, options);
      expect(counterexample).toBeNull();
      expect(unsteady).toEqual([]);
    }
  });

  test.each(knownBugs)('$bad: $promise is broken, and kept in $good', async (bug) => {
    await expectKnownBug(bug, system, subjectWith(bug.preset, bug.bad), subjectWith(bug.preset, bug.good), oneKey);
  });
});
