import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Exploration } from '../../src/explore/result.ts';
import { increments, twoPhaseCommit } from './known-models.ts';

const explored = new Map<string, Promise<Exploration>>();

/** Two-phase commit with so many managers, explored once for all tests that look at it. */
function exploreCommit(managers: number, { symmetry }: { readonly symmetry: boolean }): Promise<Exploration> {
  const key = `${managers} ${symmetry}`;
  const found = explored.get(key) ?? explore(twoPhaseCommit(managers), { symmetry });
  explored.set(key, found);
  return found;
}

describe('two-phase commit has as many states as its published specification', () => {
  test.each([1, 2, 3, 4, 5, 6])('%i managers, name by name', async (count) => {
    const found = await exploreCommit(count, { symmetry: false });
    expect(found).toMatchObject({
      distinctStates: 2 ** count + 4 ** count + 6 ** count,
      depth: 3 * count + 2,
      isComplete: true,
    });
    expect(found.violations).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5, 7])('%i managers, up to their names', async (count) => {
    const orbits = choose(count + 3, 3) + choose(count + 5, 5) + count + 1;
    expect(await exploreCommit(count, { symmetry: true })).toMatchObject({
      distinctStates: orbits,
      isComplete: true,
      violations: [],
    });
  });

  test('the published figures themselves', async () => {
    const [three, five, sevenUpToNames] = await Promise.all([
      exploreCommit(3, { symmetry: false }),
      exploreCommit(5, { symmetry: false }),
      exploreCommit(7, { symmetry: true }),
    ]);
    expect([three.distinctStates, five.distinctStates, sevenUpToNames.distinctStates]).toEqual([288, 8832, 920]);
    expect(three.generatedStates).toBe(1146);
    expect(three.collisionChance).toBe(288 ** 2 / 2 ** 65);
  });
});

describe('lost update and lock have as many states as published', () => {
  test.each([
    { withLock: false, count: 2, states: 13, orbits: 8 },
    { withLock: false, count: 3, states: 84, orbits: 22 },
    { withLock: false, count: 4, states: 755, orbits: 63 },
    { withLock: true, count: 2, states: 17, orbits: 9 },
    { withLock: true, count: 3, states: 61, orbits: 13 },
    { withLock: true, count: 4, states: 257, orbits: 17 },
  ])('$count processes, lock: $withLock', async ({ withLock, count, states, orbits }) => {
    const model = increments(count, { withLock });
    expect((await explore(model, { symmetry: false })).distinctStates).toBe(states);
    expect((await explore(model)).distinctStates).toBe(orbits);
  });

  test('the shortest lost update has four commands, under no lock only', async () => {
    const [lost] = (await explore(increments(2, { withLock: false }))).violations;
    expect(lost).toMatchObject({ violation: { kind: 'invariant', name: 'COUNTED' } });
    expect(lost?.commands.map(({ type }) => type)).toEqual(['read', 'read', 'write', 'write']);
    expect((await explore(increments(4, { withLock: true }))).violations).toEqual([]);
  });
});

function choose(from: number, count: number): number {
  return count === 0 ? 1 : (choose(from - 1, count - 1) * from) / count;
}
