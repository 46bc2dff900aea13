import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GraphileWorkerHandle } from '../../src/adapters/graphile-worker/library.ts';
import { assertDrivableGraphileWorker, loadGraphileWorker } from '../../src/adapters/graphile-worker/load.ts';
import type { GraphileWorkerModule } from '../../src/adapters/graphile-worker/module.ts';
import type { GraphileWorkerPresetName } from '../../src/adapters/graphile-worker/presets.ts';
import { graphileWorkerPresets } from '../../src/adapters/graphile-worker/presets.ts';
import type { LeaseLibrary, LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import {
  graphileWorkerSystem,
  graphileWorkerSystems,
  openGraphileWorkerQueue,
} from '../../src/subjects/lease-queue/graphile-worker.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import { expectSameRun } from './driven.ts';

const alone = { key: null, group: null };
const keyed = { key: 'k1', group: null };
const inQueue = { key: null, group: 'g1' };
const lockMs = 4 * 3_600_000;

function useOf(name: GraphileWorkerPresetName) {
  return { name, ...graphileWorkerPresets[name] };
}

/** With jobs of one instant, a job that is replaced, a wait, a sweep around the end of a lock, and a late report. */
const commands: readonly LeaseQueueCommand[] = [
  { type: 'submit', job: 'j1', key: 'k1', group: null },
  { type: 'submit', job: 'j2', key: 'k1', group: null },
  { type: 'submit', job: 'j3', key: null, group: 'g1' },
  { type: 'submit', job: 'j4', key: null, group: 'g1' },
  { type: 'fetch', worker: 'w1', upTo: 2 },
  { type: 'fail', worker: 'w1', place: 0 },
  { type: 'tick', ms: 2_718 },
  { type: 'fetch', worker: 'w2', upTo: 1 },
  { type: 'tick', ms: 1 },
  { type: 'fetch', worker: 'w2', upTo: 2 },
  { type: 'tick', ms: lockMs - 2_718 },
  { type: 'maintain' },
  { type: 'fetch', worker: 'w2', upTo: 2 },
  { type: 'tick', ms: 2_719 },
  { type: 'maintain' },
  { type: 'complete', worker: 'w1', place: 0 },
  { type: 'remove', job: 'j4' },
];

describe('graphile-worker', () => {
  test('a run says the same alone, after a hundred others, and after a restart', async () => {
    const seen = await expectSameRun(graphileWorkerSystem(useOf('graphile-worker-job-key')), commands);
    const answers = seen.filter((_, at) => at % 2 === 0);
    expect(answers.slice(4, 10)).toEqual([
      { type: 'fetched', jobs: ['j2', 'j3'] },
      { type: 'accepted', job: 'j2' },
      { type: 'done' },
      { type: 'nothing' },
      { type: 'done' },
      { type: 'fetched', jobs: ['j2'] },
    ]);
    // The lock of j3 is taken back in the first millisecond after four hours, and not that of j2.
    expect(seen.at(2 * 11 + 1)).toMatchObject({ j2: 'held', j3: 'waiting', j4: 'waiting' });
  });

  test.each(['graphile-worker-job-key', 'graphile-worker-local-queue'] as const)(
    '%s keeps its terms',
    async (system) => {
      const subject = leaseQueueOn([graphileWorkerSystem(useOf(system))]);
      const options = { policies: {}, scope: scopeNamed(subject, 'small'), runs: 10, length: 20, seed: 2 };
      const { counterexample, unsteady, runs } = await check(subject, { ...options, system });
      expect([runs, counterexample, unsteady]).toEqual([10, null, []]);
    },
  );

  test('there is a system for each documented way to use it, with its pages', () => {
    expect(graphileWorkerSystems.map(({ name }) => name)).toEqual(Object.keys(graphileWorkerPresets));
    for (const { pages } of Object.values(graphileWorkerPresets)) {
      expect(pages.length).toBeGreaterThan(0);
      for (const page of pages) expect(page).toMatch(/^https:\/\/worker\.graphile\.org\/docs/);
    }
  });
});

describe('the library behind graphile-worker', () => {
  let library: LeaseLibrary<GraphileWorkerHandle>;
  beforeAll(async () => {
    library = await openGraphileWorkerQueue(useOf('graphile-worker-job-key'));
  });
  afterAll(() => library.close());

  test('begins a run without the jobs, the keys and the locked queues of the run before', async () => {
    await library.reset();
    await library.submit('j1', inQueue);
    await library.submit('j3', keyed);
    expect(await library.fetch('w1', 2)).toHaveLength(2);
    await library.tick(lockMs);
    await library.reset();
    expect(await library.shown(['j1', 'j3'])).toEqual({ j1: 'gone', j3: 'gone' });
    expect(await library.remove?.('j1')).toBe(false);
    await library.submit('j2', inQueue);
    expect(await library.fetch('w1', 1)).toMatchObject([{ job: 'j2', handle: { job: { id: '1' } } }]);
  });

  test('shows a replaced job as gone, and does not remove the new job in its place', async () => {
    await library.reset();
    for (const job of ['j1', 'j2']) expect(await library.submit(job, keyed)).toBe(true);
    expect(await library.shown(['j1', 'j2'])).toEqual({ j1: 'gone', j2: 'waiting' });
    expect(await library.remove?.('j1')).toBe(false);
    expect(await library.remove?.('j2')).toBe(true);
    expect(await library.shown(['j2'])).toEqual({ j2: 'gone' });
  });

  test('does not remove a job that is locked, also where its lock is over', async () => {
    await library.reset();
    await library.submit('j1', alone);
    await library.fetch('w1', 1);
    expect(await library.remove?.('j1')).toBe(false);
    await library.tick(lockMs + 1);
    expect(await library.remove?.('j1')).toBe(false);
    await library.maintain();
    expect(await library.remove?.('j1')).toBe(true);
  });

  test('shows a job that has used up its attempts as dead', async () => {
    await library.reset();
    await library.submit('j1', alone);
    for (const waitMs of [2_719, 7_390, 0]) {
      const [handed] = await library.fetch('w1', 1);
      if (handed === undefined) throw new Error('j1 is due');
      await library.fail(handed.handle);
      await library.tick(waitMs);
    }
    expect(await library.shown(['j1'])).toEqual({ j1: 'dead' });
  });
});

describe('the submission of a job', () => {
  test('is tried once more where graphile-worker answers with no job', async () => {
    const module = await loadGraphileWorker();
    let calls = 0;
    const makeWorkerUtils: GraphileWorkerModule['makeWorkerUtils'] = async (options) => {
      const utils = await module.makeWorkerUtils(options);
      return {
        ...utils,
        addJob: async (...job) => ((calls += 1) === 1 ? { id: null } : utils.addJob(...job)),
      };
    };
    const load = async () => ({ ...module, makeWorkerUtils });
    const library = await openGraphileWorkerQueue({ ...useOf('graphile-worker-job-key'), load });
    await library.reset();
    expect(await library.submit('j1', keyed)).toBe(true);
    expect(calls).toBe(2);
    await library.close();
  });

  test('is refused where the mode of its key keeps the other job', async () => {
    const library = await openGraphileWorkerQueue(useOf('graphile-worker-unsafe-dedupe'));
    await library.reset();
    expect(await library.submit('j1', keyed)).toBe(true);
    expect(await library.submit('j2', keyed)).toBe(false);
    expect(await library.shown(['j1', 'j2'])).toEqual({ j1: 'waiting', j2: 'gone' });
    await library.close();
  });
});

describe('the versions of graphile-worker', () => {
  test.each(['0.15.1', '0.19.0', '1.0.0'])('%s is refused in one line', (version) => {
    expect(() => assertDrivableGraphileWorker({ version })).toThrow(
      /^graphile-worker \S+ is too (?:old|new) for the system graphile-worker, .*@0\.18$/,
    );
  });

  test.each(['0.16.0', '0.17.2', '0.18.0'])('%s is driven', (version) => {
    expect(() => assertDrivableGraphileWorker({ version })).not.toThrow();
  });

  test('a local queue needs 0.17', () => {
    expect(() => assertDrivableGraphileWorker({ version: '0.16.6' }, true)).toThrow(
      /^graphile-worker 0\.16\.6 is too old for the system graphile-worker-local-queue, which needs 0\.17\.0 or later/,
    );
  });
});
