import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RaceCounts, RaceWork } from '../../src/overnight/race-budget.ts';
import { raceParts, raceRoundAt, raceWorkAt } from '../../src/overnight/race-budget.ts';

const size = fc.nat(70);
const someCounts: fc.Arbitrary<RaceCounts> = fc.record({
  pairs: size,
  allSchedules: size,
  twoAgainstOne: size,
  triples: size,
});

/** The batches of the budget in their order, up to the end, or so many. */
function budgetOf(counts: RaceCounts, rounds: number, most = 200): RaceWork[] {
  const all: RaceWork[] = [];
  for (let place = 0; place < most; place += 1) {
    const work = raceWorkAt(place, { counts, rounds });
    if (work === null) return all;
    all.push(work);
  }
  return all;
}

/** The numbers of the races that these batches run of a part, in their order. */
function racesOfPart(all: readonly RaceWork[], part: RaceWork['part']): number[] {
  return all.flatMap((work) =>
    work.part !== part || work.part === 'count'
      ? []
      : Array.from({ length: work.races }, (_, index) => work.first + index),
  );
}

describe('the budget of races', () => {
  test('has each race of each part once, part after part, and drawn races at the end', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        const all = budgetOf(counts, Infinity);
        const places = all.map(({ part }) => (part === 'count' ? -1 : raceParts.indexOf(part)));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(all.filter(({ part }) => part === 'count')).toHaveLength(1);
        for (const [part, races] of Object.entries(counts))
          expect(racesOfPart(all, part as RaceWork['part'])).toEqual([...Array(races).keys()]);
        expect(all.at(-1)?.part).toBe('pct');
      }),
    );
  });

  test('is the same each time, and no batch depends on another one', () => {
    fc.assert(
      fc.property(someCounts, fc.nat(300), (counts, place) => {
        const at = (): RaceWork | null => raceWorkAt(place, { counts, rounds: Infinity });
        expect(at()).toEqual(budgetOf(counts, Infinity, 301)[place]);
        expect(at()).toEqual(at());
      }),
    );
  });

  test('begins with the count of the races, and goes on once they are counted', () => {
    expect(raceWorkAt(0, { counts: null, rounds: 1 })).toEqual({ part: 'count' });
    expect(raceWorkAt(1, { counts: null, rounds: 1 })).toBeNull();
  });

  test('has a part more in each round, and then twice as many drawn batches in each', () => {
    fc.assert(
      fc.property(someCounts, fc.integer({ min: 1, max: 8 }), (counts, rounds) => {
        const all = budgetOf(counts, rounds, 500);
        for (const [at, part] of raceParts.slice(0, -1).entries())
          expect(racesOfPart(all, part).length).toBe(at < rounds ? counts[part as keyof RaceCounts] : 0);
        expect(all.filter(({ part }) => part === 'pct')).toHaveLength(rounds < 5 ? 0 : 2 ** (rounds - 4) - 1);
        const reached = all.map((_, place) => raceRoundAt(place, counts));
        expect(reached).toEqual(reached.toSorted((a, b) => a - b));
        expect(Math.max(...reached)).toBeLessThanOrEqual(rounds);
      }),
    );
    const counts = { pairs: 1, allSchedules: 1, twoAgainstOne: 1, triples: 1 };
    expect(Array.from({ length: 12 }, (_, place) => raceRoundAt(place, counts))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 7,
    ]);
  });
});
