import { describe, expect, test } from 'vitest';
import type { GraphileWorkerPresetName } from '../../src/adapters/graphile-worker/presets.ts';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import { setUpContract } from '../../src/check/contract/contract-setup.ts';
import { witness } from '../../src/check/contract/witness.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';
import { graphileWorkerPresets, graphileWorkerSystem } from '../../src/subjects/lease-queue/graphile-worker.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import type { KnownBug } from './known-bug.ts';
import { expectKnownBug } from './known-bug.ts';
import { areVersionsInstalled, loadGraphileWorkerVersion } from './versions.ts';

const system = 'graphile-worker';
const small = { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 1 };

function subjectWith(preset: GraphileWorkerPresetName, version?: string): LeaseQueueSubject {
  const load = version === undefined ? {} : { load: async () => loadGraphileWorkerVersion(version) };
  return leaseQueueOn([graphileWorkerSystem({ name: system, ...graphileWorkerPresets[preset], ...load })]);
}

/**
 * What a late completion breaks, as the next tests show: it leaves the queue of the job locked, and it ends the job that has
 * replaced its own.
 */
function suspendedFor(preset: GraphileWorkerPresetName): string[] {
  const { groupLimit = 0, keys = 'none' } = graphileWorkerPresets[preset].terms;
  return [...(groupLimit > 0 ? ['progress'] : []), ...(keys === 'replaced' ? ['shownHeld', 'kept'] : [])];
}
const names = Object.keys(graphileWorkerPresets) as GraphileWorkerPresetName[];

test.each(names)('%s keeps its terms in 300 runs', async (preset) => {
  const subject = subjectWith(preset);
  const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 300, length: 30, seed: 1 };
  const { counterexample, unsteady } = await check(subject, { ...options, suspended: suspendedFor(preset) });
  expect(counterexample).toBeNull();
  expect(unsteady).toEqual([]);
});

const submit = (job: string): LeaseQueueCommand => ({ type: 'submit', job, key: null, group: 'g1' });
const fetch = (worker: string): LeaseQueueCommand => ({ type: 'fetch', worker, upTo: 1 });

test('graphile-worker 0.18.0: a queue stays locked after a late completion', async () => {
  const commands: readonly LeaseQueueCommand[] = [
    submit('j1'),
    fetch('w1'),
    { type: 'tick', ms: 14_400_001 },
    { type: 'maintain' },
    fetch('w2'),
    { type: 'complete', worker: 'w1', place: 0 },
    submit('j2'),
    fetch('w1'),
  ];
  const setup = setUpContract(subjectWith('graphile-worker-queue'), { system, scope: small });
  expect((await witness(setup, commands))?.violation.name).toBe('progress');
});

test('graphile-worker 0.18.0: a late completion ends the job that replaced its own', async () => {
  const keyed = (job: string): LeaseQueueCommand => ({ type: 'submit', job, key: 'k1', group: null });
  const commands: readonly LeaseQueueCommand[] = [
    keyed('j1'),
    fetch('w1'),
    { type: 'tick', ms: 14_400_001 },
    { type: 'maintain' },
    keyed('j2'),
    { type: 'complete', worker: 'w1', place: 0 },
  ];
  const setup = setUpContract(subjectWith('graphile-worker-job-key'), { system, scope: small });
  expect((await witness(setup, commands))?.violation.name).toBe('kept');
});

test.each(['graphile-worker-job-key', 'graphile-worker-queue', 'graphile-worker-local-queue'] as const)(
  '%s keeps its terms in races of pairs within two commands',
  async (preset) => {
    const subject = subjectWith(preset);
    // While one fetch runs, it locks the rows of all queues that are free, and another one passes over their jobs.
    const setup = { system, policies: {}, scope: { ...small, faults: 0 }, suspended: suspendedFor(preset) };
    const report = await onStage(subject as unknown as AnySubject, setup, (where) =>
      exploreRaces(where, { depth: 2, preemptions: 1 }),
    );
    expect(report).toMatchObject({ found: null, isWhole: true, notCounted: {} });
    expect(report.races).toBeGreaterThan(30);
  },
);

/** Found in no other way than any finding: the contract knows none of them. */
const knownBugs: readonly KnownBug<GraphileWorkerPresetName>[] = [
  // https://github.com/graphile/worker/issues/621
  { bad: '0.17.2', good: '0.18.0', preset: 'graphile-worker-local-queue', promise: 'groupHeld', mostRuns: 100 },
];

describe.runIf(areVersionsInstalled())('graphile-worker 0.16', () => {
  test.each(['0.16.0', '0.16.6'])('keeps its terms in 300 runs of %s', async (version) => {
    const subject = subjectWith('graphile-worker-backoff', version);
    const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 300, length: 30, seed: 1 };
    const { counterexample, unsteady } = await check(subject, options);
    expect(counterexample).toBeNull();
    expect(unsteady).toEqual([]);
  });
});

describe.runIf(areVersionsInstalled())('known bugs of graphile-worker', () => {
  test.each(knownBugs)('$bad: $promise is broken, and kept in $good', async (bug) => {
    await expectKnownBug(bug, system, subjectWith(bug.preset, bug.bad), subjectWith(bug.preset, bug.good), small);
  });
});
