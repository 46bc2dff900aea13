import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { grid } from './known-models.ts';
import type { Move } from './random-models.ts';
import { modelOfTable } from './random-models.ts';

/** Levels of 1, 3, 9 and 9 states. */
const model = grid(3);

describe('an exploration that is stopped at a limit', () => {
  test.each([
    [{ maxDepth: 0 }, 'maxDepth', [1], {}],
    [{ maxDepth: 1 }, 'maxDepth', [1, 3], { row: { done: 3 } }],
    [{ maxStates: 3 }, 'maxStates', [1, 3], { row: { done: 3 } }],
    [{ maxStates: 4 }, 'maxStates', [1, 3, 9], { row: { done: 3 }, column: { done: 9 } }],
    [{ maxDepth: 3 }, 'maxDepth', [1, 3, 9, 9], { row: { done: 3 }, column: { done: 9 }, finish: { done: 9 } }],
  ])(
    '%j visits whole levels, and takes no command on the last one',
    async (limit, stoppedBy, statesPerDepth, outcomes) => {
      const distinctStates = statesPerDepth.reduce((sum, states) => sum + states);
      expect(await explore(model, limit)).toMatchObject({
        stoppedBy,
        statesPerDepth,
        outcomes,
        distinctStates,
        // Each command leads to a state of its own.
        generatedStates: distinctStates,
        depth: statesPerDepth.length,
        isComplete: false,
      });
    },
  );

  test('is complete where the limit is not exceeded', async () => {
    expect(await explore(model, { maxDepth: 4, maxStates: 22 })).toMatchObject({ stoppedBy: null, isComplete: true });
  });

  test('violates nothing by a step from its last level, and by a step to it', async () => {
    const invariants = [
      {
        id: 'NO_COLUMN',
        says: 'No column is chosen.',
        holdsAcross: (_: unknown, { type }: { type: string }) => type !== 'column',
      },
    ];
    const lengths = async (maxDepth: number): Promise<number[]> =>
      (await explore({ ...model, invariants }, { maxDepth })).violations.map(({ commands }) => commands.length);
    expect(await Promise.all([1, 2].map(lengths))).toEqual([[], [2]]);
  });
});

describe('the digest', () => {
  test('is the same on every machine', async () => {
    expect((await explore(model)).digest).toBe('6321bf81bafc20ecb7adb34bd97b04ef');
  });

  test('is another one for other states, and for the same states at other depths', async () => {
    const to = (...places: readonly number[]): Move[] => places.map((place) => ({ type: 'go', to: place }));
    const tables = [
      [to(1, 2), to(3), [], []],
      [to(1), to(2, 3), [], []],
      [to(1), to(2), to(3), []],
      [to(1, 2), to(4), [], [], []],
    ];
    const nothing = {
      recoveries: [],
      violatingStates: [],
      violatingSteps: [],
      violatingEnds: [],
      longestRecovery: null,
    };
    const found = await Promise.all(tables.map((commands) => explore(modelOfTable({ ...nothing, commands }))));
    expect(found.map(({ statesPerDepth }) => statesPerDepth.join())).toEqual(['1,2,1', '1,1,2', '1,1,1,1', '1,2,1']);
    expect(new Set(found.map(({ digest }) => digest)).size).toBe(4);
  });
});
