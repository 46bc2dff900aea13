import { expect, test } from 'vitest';
import type { CoverageGoal } from '../../src/kernel/coverage-goal.ts';
import { coverageGoalsIn } from '../../src/kernel/coverage-goal.ts';

type Goal = CoverageGoal<unknown, unknown, unknown>;

/** The goals in a scope of a subject whose scopes are of size 1 and 2, the default scope that of size 2. */
function goalsIn(scope: object, share: Goal['share']): object[] {
  const subject = { name: 'box', scopes: { small: { size: 1 }, usual: { size: 2 } }, defaultScope: 'usual' };
  const coverageGoals: Goal[] = [{ name: 'it opens', share, isReachedBy: (step) => step.command === 'open' }];
  return coverageGoalsIn({ ...subject, coverageGoals }, scope);
}

test('a coverage goal belongs to the default scope where it names no scope', () => {
  expect(goalsIn({ size: 2 }, 0.5)).toMatchObject([{ name: 'it opens', leastShare: 0.5 }]);
  expect(goalsIn({ size: 1 }, 0.5)).toEqual([]);
});

test('a coverage goal belongs to the scopes that it names, with the share of each', () => {
  expect(goalsIn({ size: 1 }, { small: 0.1, usual: 0.2 })).toMatchObject([{ leastShare: 0.1 }]);
  expect(goalsIn({ size: 2 }, { small: 0.1, usual: 0.2 })).toMatchObject([{ leastShare: 0.2 }]);
  expect(goalsIn({ size: 2 }, { small: 0.1 })).toEqual([]);
});

test('a scope of other sizes than those of the subject has no coverage goal', () => {
  expect(goalsIn({ size: 3 }, 0.5)).toEqual([]);
});

test('a coverage goal that names an unknown scope is an error in one line', () => {
  expect(() => goalsIn({ size: 2 }, { medium: 0.1 })).toThrow(
    /^the coverage goal 'it opens' of box names the scope 'medium', which it does not have; it has small, usual$/,
  );
});

test('a coverage goal of a scope is reached by the steps that the goal names', () => {
  const [goal] = coverageGoalsIn(
    {
      name: 'box',
      scopes: { usual: {} },
      defaultScope: 'usual',
      coverageGoals: [
        { name: 'it opens', share: 1, isReachedBy: ({ command }: { command: unknown }) => command === 'open' },
      ],
    },
    {},
  );
  const step = { before: 0, outcome: null, after: 1 };
  expect(goal?.isReachedBy({ ...step, command: 'open' })).toBe(true);
  expect(goal?.isReachedBy({ ...step, command: 'shut' })).toBe(false);
});
