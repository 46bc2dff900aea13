import { describe, expect, test } from 'vitest';
import { addTallies, gapsOfRaces, sumOfParts, zeroTally } from '../../src/overnight/race-tally.ts';
import { nothingStaged } from '../../src/race/nothing-staged.ts';

const counts = { pairs: 9, allSchedules: 9, twoAgainstOne: 9, triples: 9 };
const right = { ...zeroTally, done: 4, schedules: 12, staged: 11 };
const strayed = { ...zeroTally, open: 1, schedules: 3, staged: 3, notCounted: { strayed: 2 } };

test('tallies are added, reason by reason', () => {
  const sum = { done: 4, violated: 0, open: 2, schedules: 18, staged: 17, notCounted: { strayed: 4 } };
  expect(addTallies(addTallies(right, strayed), strayed)).toEqual(sum);
  expect(sumOfParts({ counts, parts: { pairs: right, triples: addTallies(strayed, strayed) } })).toEqual(sum);
});

describe('races say too little', () => {
  test('where some of a part with an end do not count, and not where drawn ones do not', () => {
    expect(gapsOfRaces({ counts, parts: { pairs: right } })).toEqual([]);
    expect(gapsOfRaces({ counts, parts: { pairs: right, triples: strayed } })).toEqual(['strayed']);
    expect(gapsOfRaces({ counts, parts: { pairs: right, pct: strayed } })).toEqual([]);
  });

  test('where no statement of any of them came through the stage', () => {
    expect(gapsOfRaces({ counts, parts: {} })).toEqual([]);
    expect(gapsOfRaces({ counts, parts: { pairs: { ...right, staged: 0 } } })).toEqual([nothingStaged]);
    expect(gapsOfRaces({ counts, parts: { pairs: { ...right, staged: 0 }, pct: right } })).toEqual([]);
  });
});
