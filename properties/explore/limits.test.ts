import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { grid } from './known-models.ts';

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
      (await explore({ ...model, invariants }, { maxDepth })).violations.map(({ length }) => length);
    expect(await Promise.all([1, 2].map(lengths))).toEqual([[], [2]]);
  });
});

test('levels of as many states at other depths have another digest, and so have other states', async () => {
  const digestOf = async (size: number, maxDepth: number): Promise<string> =>
    (await explore(grid(size), { maxDepth })).digest;
  const digests = [await digestOf(3, 1), await digestOf(3, 2), await digestOf(4, 1), await digestOf(3, 1)];
  expect(new Set(digests).size).toBe(3);
});
