import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Exploration, ExploreProgress } from '../../src/explore/result.ts';
import { createSharedSet, grown } from '../../src/explore/shared-set.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { everyPolicySet } from '../queue/worlds.ts';
import { twoPhaseCommit } from './known-models.ts';

const knownModels = new URL('known-models.ts', import.meta.url).href;
const queueModule = new URL('../../src/subjects/queue/subject.ts', import.meta.url).href;

function timeless(found: Exploration): Exploration {
  return { ...found, timing: { seconds: 0 } };
}

describe('the same answer for any number of threads', () => {
  test.each([true, false])('two-phase commit, symmetry: %s', async (symmetry) => {
    const source = { module: knownModels, exportName: 'twoPhaseCommits', policies: {}, scope: { managers: 5 } };
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(async (threads) => timeless(await explore(twoPhaseCommit(5), { symmetry, threads, source }))),
    );
    expect(one?.distinctStates).toBe(symmetry ? 314 : 8832);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  test('more states than their table has room for at first', async () => {
    const source = { module: knownModels, exportName: 'twoPhaseCommits', policies: {}, scope: { managers: 6 } };
    const found = await explore(twoPhaseCommit(6), { symmetry: false, threads: 2, source });
    expect(found).toMatchObject({ distinctStates: 2 ** 6 + 4 ** 6 + 6 ** 6, isComplete: true });
  });

  // Fewer attempts leave too few states on a level for the second thread to get any. The other sets: threads.long.test.ts.
  test.each(everyPolicySet.filter(({ title }) => title === 'fencing off'))(
    'the queue with $title, its violations included',
    async ({ policies }) => {
      const scope = { workers: 2, jobs: 1, faults: 0, attempts: 3, inFlight: 0, retries: 0 };
      const source = { module: queueModule, exportName: 'queue', policies, scope };
      const answers = [1, 2].map(async (threads) =>
        timeless(await explore(queue.model(policies, scope), { threads, source, laneOf: queue.narration.laneOf })),
      );
      const [one, two] = await Promise.all(answers);
      expect(one?.violations.length).toBeGreaterThan(1);
      expect(two).toEqual(one);
    },
  );

  test('what stops it, stops it at the same place', async () => {
    const source = { module: knownModels, exportName: 'twoPhaseCommits', policies: {}, scope: { managers: 5 } };
    for (const limit of [{ maxDepth: 7 }, { maxStates: 2_000 }]) {
      const options = { symmetry: false, source, ...limit };
      const [one, two] = await Promise.all(
        [1, 2].map(async (threads) => timeless(await explore(twoPhaseCommit(5), { ...options, threads }))),
      );
      expect(one?.isComplete).toBe(false);
      expect(two).toEqual(one);
    }
  });
});

describe('the limits of threads are reported', () => {
  test.each([
    [{}, /needs `source`/],
    [
      { source: { module: knownModels, exportName: 'nothing', policies: {}, scope: {} } },
      /exports no nothing with model/,
    ],
    [{ source: { module: 'file:///nowhere.ts', exportName: 'queue', policies: {}, scope: {} } }, /nowhere/],
  ])('%j', async (options, message) => {
    await expect(explore(twoPhaseCommit(2), { threads: 2, ...options })).rejects.toThrow(message);
  });
});

test('a signal ends the threads, and the answer is about whole levels', async () => {
  const source = { module: knownModels, exportName: 'twoPhaseCommits', policies: {}, scope: { managers: 8 } };
  const controller = new AbortController();
  const onProgress = ({ depth }: ExploreProgress): void => {
    if (depth > 1) controller.abort();
  };
  const found = await explore(twoPhaseCommit(8), {
    symmetry: false,
    threads: 2,
    source,
    signal: controller.signal,
    onProgress,
  });
  expect(found).toMatchObject({ isComplete: false, stoppedBy: 'signal' });
  const whole = await explore(twoPhaseCommit(8), { symmetry: false, maxDepth: found.depth - 1 });
  expect(found.statesPerDepth).toEqual(whole.statesPerDepth);
  expect(found.digest).toBe(whole.digest);
});

test('a shared set is a set, also when it has grown', () => {
  const lane = fc.integer({ min: -3, max: 3 });
  const property = fc.property(fc.array(fc.record({ high: lane, low: lane })), (fingerprints) => {
    const set = createSharedSet();
    const texts = new Set<string>();
    for (const [at, { high, low }] of fingerprints.entries()) {
      // A lane that is zero counts as one.
      const text = `${high === 0 ? 1 : high} ${low === 0 ? 1 : low}`;
      expect(set.add({ high, low })).toBe(!texts.has(text));
      texts.add(text);
      if (at % 10 !== 9) continue;
      set.settle();
      set.use(grown(set));
    }
    expect(set.size).toBe(texts.size);
  });
  fc.assert(property, { numRuns: 20, seed: 1 });
});
