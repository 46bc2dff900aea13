import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Exploration, ExploreOptions, ExploreProgress } from '../../src/explore/result.ts';
import { collisionChance } from '../../src/kernel/fingerprint.ts';
import type { Command } from '../../src/kernel/model.ts';
import { slowClock } from '../kernel/slow-clock.ts';
import { grid, puttingOff, twoPhaseCommit } from './known-models.ts';
import type { Move, TableModel } from './random-models.ts';
import { modelOfTable } from './random-models.ts';

afterEach(() => vi.restoreAllMocks());

type GridState = ReturnType<typeof grid>['initial'];

/** Levels of 1, 4 and 2 states. */
const narrowing = {
  commands: [to(1, 2, 3, 4), to(5), to(6), to(6), to(), to(), to()],
  recoveries: [],
  violatingStates: [],
  violatingSteps: [],
  violatingEnds: [],
  longestRecovery: null,
};

function to(...states: readonly number[]): Move[] {
  return states.map((state) => ({ type: state % 2 === 0 ? 'even' : 'a step', to: state }));
}

describe('an exploration of all states', () => {
  test('says all there is to know, in an order that does not depend on when it was found', async () => {
    const times = slowClock();
    const violated = { violatingStates: [[6], [], [3]], violatingEnds: [[2], []], violatingSteps: [[[0, 1]]] } as const;
    const { violations, digest, ...answer } = await explore(modelOfTable({ ...narrowing, ...violated }));
    expect(JSON.stringify(answer)).toBe(
      JSON.stringify({
        model: 'table',
        distinctStates: 7,
        generatedStates: 8,
        depth: 3,
        statesPerDepth: [1, 4, 2],
        isComplete: true,
        stoppedBy: null,
        longestRecovery: 0,
        invariants: 6,
        collisionChance: collisionChance(7),
        outcomes: {
          'a step': { 'outcome 0': 2, 'outcome 1': 1 },
          even: { 'outcome 0': 1, 'outcome 1': 1, 'outcome 2': 2 },
        },
        withoutRun: [],
        timing: { seconds: ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000 },
      }),
    );
    expect(violations.map(({ violation, commands }) => [violation.name, commands.length])).toEqual([
      ['E0', 1],
      ['S0', 2],
      ['S2', 1],
      ['T0', 1],
    ]);
    expect(digest).toMatch(/^[0-9a-f]{32}$/);
  });

  test('names the drawn fields, of which it takes one value each', async () => {
    const drawn = { 'a step': { to: fc.nat() }, even: { by: fc.nat(), to: fc.nat() } };
    const found = await explore({ ...modelOfTable(narrowing), drawn });
    expect(found).toMatchObject({ distinctStates: 7, drawn: ['a step.to', 'even.by', 'even.to'] });
  });

  test('says where a recovery never ends', async () => {
    const recoveries = [[], [{ type: 'heal', to: 1 }]];
    const found = await explore(modelOfTable({ ...narrowing, recoveries }));
    expect(found).toMatchObject({ longestRecovery: null, violations: [{ violation: { kind: 'endless' } }] });
  });

  test('folds names and distances, unless an option says not to', async () => {
    const names = async (options: { readonly symmetry?: boolean }): Promise<number> =>
      (await explore(twoPhaseCommit(2), options)).distinctStates;
    expect([await names({}), await names({ symmetry: false })]).toEqual([34, 56]);
    const distances = async (options: { readonly distances?: boolean }): Promise<number> =>
      (await explore(puttingOff, options)).distinctStates;
    expect([await distances({}), await distances({ distances: false })]).toEqual([1, 3]);
  });

  test('gives the run with the fewest context switches, where commands have actors', async () => {
    // By 1 and 3, or by 2 and 4: in the first the texts come first, in the second one actor takes both commands.
    const commands = [to(1, 2), to(3), to(4), to(), to()];
    const model = modelOfTable({ ...narrowing, commands, violatingStates: [[3, 4]] });
    const laneOf = ({ to: state }: Move): string => (state === 1 ? 'other' : 'one');
    const runs = [await explore(model), await explore(model, { laneOf })].map(({ violations: [found] }) =>
      found?.commands.map(({ to: state }) => state),
    );
    expect(runs).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test('ends the threads that it has started', async () => {
    const module = new URL('known-models.ts', import.meta.url).href;
    const source = { module, exportName: 'grids', policies: {}, scope: { size: 2 } };
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    expect(await explore(grid(2), { threads: 2, source })).toMatchObject({ statesPerDepth: [1, 2, 4, 4] });
    expect(terminate).toHaveBeenCalledTimes(2);
    const needs = 'more than one thread needs `source`: the module, export, policies and scope of the model';
    await expect(explore(grid(2), { threads: 2 })).rejects.toThrow(needs);
  });
});

describe('an exploration says how far it is', () => {
  async function progressOf(model: TableModel): Promise<ExploreProgress[]> {
    const times = slowClock();
    const all: ExploreProgress[] = [];
    await explore(model, {
      onProgress: (at) => {
        const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
        expect(at.statesPerSecond).toBeCloseTo(at.distinctStates / seconds, 9);
        all.push(at);
      },
    });
    return all;
  }

  test('with the states left once levels shrink, as if they went on to shrink by as much', async () => {
    const every = await progressOf(modelOfTable(narrowing));
    const all = [0, 1, 2].flatMap((level) => every.filter(({ depth }) => depth === level).slice(-1));
    expect(all).toMatchObject([
      { depth: 0, distinctStates: 5, frontier: 1, secondsLeft: null },
      { depth: 1, distinctStates: 7, frontier: 4, secondsLeft: null },
      { depth: 2, distinctStates: 7, frontier: 2 },
    ]);
    const [last] = all.slice(-1);
    // 2 on this level, 1 on the next, and so on.
    expect(last?.secondsLeft).toBeCloseTo(4 / (last?.statesPerSecond ?? 0), 9);
  });

  test('and not without the option', async () => {
    slowClock();
    expect(await explore(grid(2))).toMatchObject({ isComplete: true });
  });
});

describe('an exploration that is cut off', () => {
  /** Explores a grid, and is stopped on the level of that depth, once so many states were reached. */
  async function stopAt(
    [depth, reached]: readonly [number, number],
    size: number,
    { stop, ...options }: Pick<ExploreOptions<Command>, 'signal' | 'maxDepth'> & { readonly stop: () => void },
  ): Promise<Exploration> {
    slowClock();
    const model = grid(size);
    const invariants = ['ROW', 'A_ROW'].map((id) => {
      return { id, says: 'No last column of the first row.', holds: isNotLastOfRow };
    });
    return explore(
      { ...model, invariants },
      {
        ...options,
        onProgress: (at) => void (at.depth === depth && at.distinctStates >= reached && stop()),
      },
    );
  }

  /** Nine states of the third level of a grid of nine were visited; of a grid of two, all of the second level. */
  const inMiddle = [2, 1 + 9 + 81 + 9] as const;
  const atEnd = [1, 1 + 2 + 4] as const;

  const isNotLastOfRow = ({ row, column }: { row: number; column: number }): boolean => row !== 0 || column !== 8;

  test('by a signal in the middle of a level counts its violations, but not the level', async () => {
    const controller = new AbortController();
    const found = await stopAt(inMiddle, 9, { signal: controller.signal, stop: () => controller.abort() });
    expect(found).toMatchObject({
      isComplete: false,
      stoppedBy: 'signal',
      statesPerDepth: [1, 9],
      distinctStates: 10,
      depth: 2,
      generatedStates: 1 + 9 + 81,
      outcomes: { row: { done: 9 }, column: { done: 81 } },
      violations: [],
      withoutRun: [
        { name: 'A_ROW', length: 2 },
        { name: 'ROW', length: 2 },
      ],
    });
    expect(Object.keys(found.outcomes)).toEqual(['column', 'row']);
  });

  test('by a signal at the end of a level, that counts, and a limit is named before it', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, stop: () => controller.abort() };
    expect(await stopAt(atEnd, 2, options)).toMatchObject({ stoppedBy: 'signal', statesPerDepth: [1, 2] });
    let reports = 0;
    const counted = { maxDepth: 0, onProgress: () => void (reports += 1) };
    slowClock();
    await explore(grid(2), counted);
    const [most, over] = [reports, new AbortController()];
    reports = 0;
    const atLast = {
      maxDepth: 0,
      signal: over.signal,
      onProgress: () => void ((reports += 1) === most && over.abort()),
    };
    expect(await explore(grid(2), atLast)).toMatchObject({ stoppedBy: 'maxDepth', statesPerDepth: [1] });
    expect(over.signal.aborted).toBe(true);
  });

  test('by a machine without memory', async () => {
    const stop = (): void => void vi.spyOn(process, 'availableMemory').mockReturnValue(0);
    expect(await stopAt(atEnd, 2, { stop })).toMatchObject({ stoppedBy: 'memory', statesPerDepth: [1, 2] });
    vi.restoreAllMocks();
    expect(await stopAt(inMiddle, 9, { stop })).toMatchObject({
      stoppedBy: 'memory',
      statesPerDepth: [1, 9],
      violations: ['A_ROW', 'ROW'].map((name) => ({ violation: { name }, commands: [{ to: 0 }, { to: 8 }] })),
      withoutRun: [],
    });
  });

  test('by a signal while it finds the runs, names the violations without a run', async () => {
    slowClock();
    const controller = new AbortController();
    const invariants = [
      { id: 'ENDS', says: 'Nothing is done.', holds: ({ isDone }: GridState) => !isDone },
      { id: 'ROW', says: 'The first row is not taken.', holds: ({ row }: GridState) => row !== 0 },
    ];
    const all: ExploreProgress[] = [];
    const found = await explore(
      { ...grid(9), invariants },
      {
        signal: controller.signal,
        onProgress(at) {
          all.push(at);
          if (at.findingRuns?.depth === 2) controller.abort();
        },
      },
    );
    expect(found).toMatchObject({
      isComplete: false,
      stoppedBy: 'signal',
      distinctStates: 1 + 9 + 81 + 81,
      violations: [{ violation: { name: 'ROW' } }],
      withoutRun: [{ name: 'ENDS', length: 3 }],
    });
    const explored = all.findLast(({ findingRuns }) => findingRuns === undefined);
    expect(all.at(-1)).toEqual({ ...explored, findingRuns: { to: 2, depth: 2 } });
  });
});
