import { expect, test } from 'vitest';
import type { Sums } from '../../src/overnight/sums.ts';
import { addSums, missedBy, zeroSums } from '../../src/overnight/sums.ts';

const one: Sums = {
  runs: 10,
  commands: 100,
  reached: { opened: { runs: 4, leastShare: 0.5 } },
  outcomes: { open: { done: 3, refused: 1 }, shut: { done: 2 } },
};
const other: Sums = {
  runs: 5,
  commands: 30,
  reached: { opened: { runs: 1, leastShare: 0.5 }, shut: { runs: 2, leastShare: 0.1 } },
  outcomes: { open: { done: 1, late: 6 } },
};

test('sums of runs add up, goal by goal and outcome by outcome', () => {
  const sum = addSums(one, other);
  expect(sum).toEqual({
    runs: 15,
    commands: 130,
    reached: { opened: { runs: 5, leastShare: 0.5 }, shut: { runs: 2, leastShare: 0.1 } },
    outcomes: { open: { done: 4, refused: 1, late: 6 }, shut: { done: 2 } },
  });
  expect(addSums(zeroSums, one)).toEqual(one);
  expect(addSums(one, zeroSums)).toEqual(one);
  // What was added up stays as it was.
  expect(one.outcomes).toEqual({ open: { done: 3, refused: 1 }, shut: { done: 2 } });
});

test('a coverage goal is missed where fewer runs reach it than its share asks for', () => {
  const reachedBy = (runs: number): string[] => missedBy({ ...one, reached: { opened: { runs, leastShare: 0.5 } } });
  expect(reachedBy(4)).toEqual(['opened']);
  expect(reachedBy(5)).toEqual([]);
  expect(reachedBy(6)).toEqual([]);
  expect(missedBy(zeroSums)).toEqual([]);
});
