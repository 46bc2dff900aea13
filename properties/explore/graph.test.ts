import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { GraphOptions } from '../../src/explore/graph.ts';
import { exploreGraph, NoGraph } from '../../src/explore/graph.ts';
import { moreMemory } from '../../src/explore/memory.ts';
import type { Outcome } from '../../src/kernel/model.ts';
import { slowClock } from '../kernel/slow-clock.ts';
import { puttingOff, twoPhaseCommit } from './known-models.ts';
import { openModelOfTable } from './open-models.ts';
import type { Move, TableModel } from './random-models.ts';
import { modelOfTable } from './random-models.ts';

afterEach(() => vi.restoreAllMocks());

const table = { recoveries: [], violatingStates: [], violatingSteps: [], violatingEnds: [], longestRecovery: null };

/** Each list: the states to which commands lead from the state with that number. */
function modelOf(...ways: readonly (readonly number[])[]): TableModel {
  const commands = ways.map((states) => states.map((to): Move => ({ type: 'go', to })));
  return modelOfTable({ ...table, commands });
}

/** The targets of the edges of each state, by its number in the graph. */
async function targetsOf(model: TableModel, options: GraphOptions = { maxStates: 10 }): Promise<number[][]> {
  const graph = await exploreGraph(model, options);
  const targets = Array.from({ length: graph.states }, (_, state) =>
    Array.from({ length: graph.firstEdgeOf(state + 1) - graph.firstEdgeOf(state) }, (__, nth) =>
      graph.targetOf(graph.firstEdgeOf(state) + nth),
    ),
  );
  expect(targets.flat()).toHaveLength(graph.edges);
  return targets;
}

describe('the graph of states', () => {
  test('has an edge for each command, to the number of the state that it leads to', async () => {
    expect(await targetsOf(modelOf([3, 0, 3], [], [0, 1], [2, 3]))).toEqual([[1, 0, 1], [2, 1], [0, 3], []]);
    expect(await targetsOf(modelOf([]))).toEqual([[]]);
    expect(await targetsOf(modelOf([1], [0, 1]))).toEqual([[1], [0, 1]]);
  });

  test('folds neither names nor distances', async () => {
    const model = twoPhaseCommit(2);
    expect(await exploreGraph(model, { maxStates: 100 })).toMatchObject({ states: 56 });
    expect(await exploreGraph(puttingOff, { maxStates: 100 })).toMatchObject({ states: 3, edges: 2 });
  });

  test('is made with an audit of the first 500 states', async () => {
    const asked: number[] = [];
    const model = modelOf();
    const commands = ({ at }: { at: number }): Move[] => {
      asked[at] = (asked[at] ?? 0) + 1;
      return at < 501 ? [{ type: 'go', to: at + 1 }] : [];
    };
    const step = (draft: { at: number }, { to }: Move): Outcome => {
      draft.at = to;
      return { type: 'gone' };
    };
    await exploreGraph({ ...model, commands, step }, { maxStates: 1_000 });
    expect(asked).toEqual(Array.from({ length: 502 }, (_, at) => (at < 500 ? 3 : 1)));
  });

  test('reports how many states were reached, and runs without a listener', async () => {
    slowClock();
    const reached: number[] = [];
    expect(await targetsOf(modelOf([1, 2], [], []))).toEqual([[1, 2], [], []]);
    await exploreGraph(modelOf([1, 2], [], []), { maxStates: 10, onProgress: (states) => reached.push(states) });
    expect([...new Set(reached)]).toEqual([1, 2, 3]);
  });
});

describe('there is no graph', () => {
  const model = modelOf([1, 2], [], []);

  async function refusal(options: GraphOptions, of = model): Promise<unknown> {
    const error: unknown = await exploreGraph(of, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoGraph);
    return error;
  }

  test('of more states than are asked for', async () => {
    const message = 'more than 2 states; take a smaller scope';
    expect(await refusal({ maxStates: 2 })).toMatchObject({ name: 'NoGraph', because: 'maxStates', message });
    expect(await exploreGraph(model, { maxStates: 3 })).toMatchObject({ states: 3 });
  });

  test('where it is stopped', async () => {
    slowClock();
    const message = 'stopped before its graph of states was whole';
    const stopped = await refusal({ maxStates: 10, signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ because: 'signal', message });
    expect(await exploreGraph(model, { maxStates: 10, signal: new AbortController().signal })).toMatchObject({
      states: 3,
    });
  });

  const short = `there is not enough memory for its graph of states; ${moreMemory}`;

  test('where the machine is short of memory', async () => {
    slowClock();
    vi.spyOn(process, 'availableMemory').mockReturnValue(0);
    expect(await refusal({ maxStates: 10 })).toMatchObject({ because: 'memory', message: short });
  });

  test('where the heap is nearly full', async () => {
    slowClock();
    const old = { space_name: 'old_space', space_used_size: 2 ** 50 } as v8.HeapSpaceInfo;
    const heap = vi.spyOn(v8, 'getHeapSpaceStatistics').mockReturnValue([old]);
    syncBuiltinESMExports();
    const error = await refusal({ maxStates: 10 });
    heap.mockRestore();
    syncBuiltinESMExports();
    expect(error).toMatchObject({ because: 'memory', message: short });
  });

  test('where a table finds no room, while any other error stays what it is', async () => {
    const failing = (error: Error): TableModel => ({
      ...model,
      commands: () => {
        throw error;
      },
    });
    const noRoom = new RangeError('Array buffer allocation failed');
    expect(await refusal({ maxStates: 10 }, failing(noRoom))).toMatchObject({ because: 'memory', message: short });
    const other = new TypeError('no such field');
    await expect(exploreGraph(failing(other), { maxStates: 10 })).rejects.toBe(other);
  });
});

test('a command with several endings has an edge for each of them', async () => {
  const go = (to: number): Move => ({ type: 'go', to });
  const open = openModelOfTable({ ...table, commands: [[go(1), go(2), { type: 'stay', to: 0 }], [], [go(0)]] });
  const graph = await exploreGraph(open, { maxStates: 10 });
  expect(graph).toMatchObject({ states: 3, edges: 4 });
  const edges = [0, 1, 2];
  expect(edges.map((edge) => graph.commandOf(0, edge))).toEqual([0, 0, 1]);
  expect(edges.map((edge) => graph.targetOf(edge))).toEqual([1, 2, 0]);
  expect([graph.firstEdgeOf(2), graph.commandOf(2, 3), graph.targetOf(3)]).toEqual([3, 0, 0]);
});
