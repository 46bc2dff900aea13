import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../src/overnight/schedule.ts';
import { choose, newCoverageAfter } from '../../src/overnight/schedule.ts';

/** The job that is chosen of these, by its number from 0; each by its seconds and its new edges per second. */
function chosenOf(...jobs: readonly (readonly [seconds: number, newCoverage: number])[]): number {
  const candidates = jobs.map(([seconds, newCoverage]): Candidate => ({ strategy: 'random', seconds, newCoverage }));
  const chosen = choose(candidates);
  return chosen === undefined ? -1 : candidates.indexOf(chosen);
}

describe('the job to go on with', () => {
  test('is none where there is none', () => expect(chosenOf()).toBe(-1));

  test('is the first one where nothing has been done yet', () => expect(chosenOf([0, 5], [0, 9])).toBe(0));

  test('is the one with the least work if that is below a quarter of an equal share', () => {
    // 100 seconds of 4 jobs: a quarter of an equal share is 6.25 seconds.
    expect(chosenOf([50, 9], [38, 8], [7, 0], [5, 0])).toBe(3);
    expect(chosenOf([50, 9], [38, 8], [6, 0], [6, 0])).toBe(2);
    expect(chosenOf([60, 9], [36, 8], [3, 0], [1, 0])).toBe(3);
    expect(chosenOf([60, 9], [36, 8], [1, 0], [3, 0])).toBe(2);
    expect(chosenOf([62.5, 9], [18.75, 8], [12.5, 0], [6.25, 0])).toBe(3);
  });

  test('is the one with the most new edges per second where each has its share', () => {
    expect(chosenOf([50, 2], [36, 8], [7, 3], [7, 0])).toBe(1);
    expect(chosenOf([50, 8], [36, 2], [7, 8], [7, 0])).toBe(0);
    expect(chosenOf([50, 2], [37.4, 8], [6.3, 3], [6.3, 0])).toBe(1);
    expect(chosenOf([50, 1], [36, 2], [7, 3], [7, 4])).toBe(3);
  });
});

test('a job of races has all of an equal share, since races show no new edges', () => {
  const random = { strategy: 'random', newCoverage: 9 } as const;
  const race = { strategy: 'race', newCoverage: 0 } as const;
  const chosen = (raced: number, ...others: readonly number[]): string | undefined =>
    choose([{ ...race, seconds: raced }, ...others.map((seconds) => Object.assign({ seconds }, random))])?.strategy;
  expect(chosen(20, 20, 20)).toBe('race');
  expect(chosen(21, 20, 20)).toBe('random');
  expect(chosen(19, 20, 4)).toBe('random');
  expect(chosen(3, 20, 4)).toBe('race');
});

test('new edges per second weigh the last batch most, and earlier ones less and less', () => {
  expect(newCoverageAfter(null, 30, 2)).toBe(15);
  expect(newCoverageAfter(10, 30, 2)).toBeCloseTo(10 * 0.7 + 15 * 0.3, 12);
  expect(newCoverageAfter(0, 0, 1)).toBe(0);
  // A piece that takes no time at all is taken for a thousandth of a second.
  expect(newCoverageAfter(null, 3, 0)).toBe(3000);
});
