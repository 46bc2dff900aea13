import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { exploreGraph, NoGraph } from '../../src/explore/graph.ts';
import { OutOfMemory } from '../../src/explore/memory.ts';
import { increments, twoPhaseCommit } from './known-models.ts';

const heap = vi.spyOn(v8, 'getHeapSpaceStatistics');
syncBuiltinESMExports();
afterEach(() => {
  heap.mockReset();
  vi.unstubAllGlobals();
});
// Modules are shared by the tests of a worker.
afterAll(() => {
  heap.mockRestore();
  syncBuiltinESMExports();
});

/** From now on, or from when it is so: more is in use than any heap may hold. */
function fillHeap(isFull: () => boolean = () => true): void {
  const old = { space_name: 'old_space', space_used_size: 2 ** 50 } as v8.HeapSpaceInfo;
  heap.mockImplementation(() => (isFull() ? [old] : []));
}

const byName = { symmetry: false };
const source = {
  module: new URL('known-models.ts', import.meta.url).href,
  exportName: 'twoPhaseCommits',
  policies: {},
  scope: { managers: 7 },
};

/** Whatever a shortage has left is about whole levels, as if no more had been asked for. */
async function expectWholeLevels(found: Awaited<ReturnType<typeof explore>>): Promise<void> {
  expect(found).toMatchObject({ isComplete: false, stoppedBy: 'memory' });
  heap.mockReset();
  vi.unstubAllGlobals();
  const whole = await explore(twoPhaseCommit(7), { ...byName, maxDepth: found.depth - 1 });
  expect(found.statesPerDepth).toEqual(whole.statesPerDepth);
  expect(found.digest).toBe(whole.digest);
}

describe('short of memory, an exploration ends with a partial answer', () => {
  test('where its heap is nearly full', async () => {
    let reported = 0;
    fillHeap(() => reported > 3);
    await expectWholeLevels(await explore(twoPhaseCommit(7), { ...byName, onProgress: () => (reported += 1) }));
  });

  test('where there is no room for a larger table', async () => {
    vi.stubGlobal('Int32Array', atMost(Int32Array, 1 << 16));
    const found = await explore(twoPhaseCommit(7), byName);
    await expectWholeLevels(found);
  });

  test('where there is no room for a larger table that threads share', async () => {
    vi.stubGlobal('SharedArrayBuffer', atMost(SharedArrayBuffer, 1 << 20));
    const found = await explore(twoPhaseCommit(7), { ...byName, threads: 2, source });
    await expectWholeLevels(found);
  });

  test('and any other error stays what it is', async () => {
    const model = twoPhaseCommit(3);
    const broken = {
      ...model,
      commands: (): never => {
        throw new RangeError('the model has gone too far');
      },
    };
    await expect(explore(broken)).rejects.toThrow('the model has gone too far');
  });
});

test('a violation whose run does not fit into memory is named all the same', async () => {
  const model = increments(4, { withLock: false });
  // Slow enough for a look at the heap while it goes through the states once more.
  const slow = { ...model, commands: (state: typeof model.initial) => (wait(2), model.commands(state)) };
  let isFindingRuns = false;
  fillHeap(() => isFindingRuns);
  const exploring = explore(slow, {
    maxDepth: 4,
    onProgress: ({ findingRuns }) => (isFindingRuns = findingRuns !== undefined),
  });
  await expect(exploring).rejects.toThrow(OutOfMemory);
  await expect(exploring).rejects.toThrow(/ violates COUNTED \(4\), and there is not enough memory to find the runs/);
});

describe('a graph of states that cannot be whole is none', () => {
  test.each<[string, NoGraph['because'], () => Parameters<typeof exploreGraph>[1]]>([
    ['too many states', 'maxStates', () => ({ maxStates: 100 })],
    ['no memory', 'memory', () => (fillHeap(), { maxStates: 1e6 })],
    ['a signal', 'signal', () => ({ maxStates: 1e6, signal: AbortSignal.abort() })],
  ])('%s', async (_, because, options) => {
    const graph = exploreGraph(twoPhaseCommit(6) as never, options());
    await expect(graph).rejects.toThrow(NoGraph);
    await expect(graph).rejects.toMatchObject({ because });
  });
});

/** The same, with no room for more than this in one piece. */
function atMost<Kind extends new (size: number) => object>(kind: Kind, most: number): Kind {
  return new Proxy(kind, {
    construct(target, [size, ...more], of) {
      if (typeof size === 'number' && size > most) throw new RangeError('Array buffer allocation failed');
      return Reflect.construct(target, [size, ...more], of) as object;
    },
  });
}

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
