import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fingerprint } from '../../src/kernel/fingerprint.ts';
import type { IncidenceCounts } from '../../src/overnight/incidence.ts';
import { createIncidenceCounts } from '../../src/overnight/incidence.ts';

/** Runs in their order: the things that each of them shows, as often as it shows them. */
type Runs = readonly (readonly number[])[];

/** Far apart, on the same slots of the table, and all zeros. */
function fingerprintOf(entry: number): Fingerprint {
  if (entry === 0) return { high: 0, low: 0 };
  return entry % 2 === 0 && entry < 20 ? { high: entry, low: 1 } : { high: Math.imul(entry, 0x9e37_79b1), low: entry };
}

/** The same counts, from the set of the runs that show each thing. */
function countedOf(runs: Runs): Pick<IncidenceCounts, 'size' | 'single' | 'double' | 'loneRuns'> {
  const showers = new Map<number, Set<number>>();
  for (const [run, incidence] of runs.entries()) {
    for (const entry of incidence) showers.set(entry, (showers.get(entry) ?? new Set()).add(run));
  }
  const by = (count: number): Set<number>[] => [...showers.values()].filter(({ size }) => size === count);
  const lone = new Set(by(1).flatMap((runsOfOne) => Array.from(runsOfOne)));
  return { size: showers.size, single: by(1).length, double: by(2).length, loneRuns: lone.size };
}

function countsOf({ size, single, double, loneRuns }: IncidenceCounts): ReturnType<typeof countedOf> {
  return { size, single, double, loneRuns };
}

/** What these runs show, the first of which has this number. */
function shownBy(runs: Runs, firstRun: number): IncidenceCounts {
  const incidence = createIncidenceCounts();
  for (const [at, shown] of runs.entries())
    for (const entry of shown) incidence.show(fingerprintOf(entry), firstRun + at);
  return incidence;
}

const someRuns = fc.array(fc.array(fc.nat(12), { maxLength: 6 }), { maxLength: 12 });

describe('what runs have shown', () => {
  test('is counted by runs, also where one run shows a thing several times', () => {
    const property = fc.property(someRuns, (runs) => {
      expect(countsOf(shownBy(runs, 0))).toEqual(countedOf(runs));
    });
    fc.assert(property);
  });

  test('is the same where the runs come in parts, in any order of merging', () => {
    const property = fc.property(fc.array(someRuns, { maxLength: 5 }), fc.nat(), (batches, order) => {
      const parts = batches.map((runs, at) => shownBy(runs, batches.slice(0, at).flat().length));
      const inOrder = parts.map((part, at) => ({ part, rank: (at * 7 + order) % 5 }));
      const all = createIncidenceCounts();
      const changes: Int32Array[] = [];
      for (const { part } of inOrder.toSorted((a, b) => a.rank - b.rank)) {
        const before = all.size;
        const { added, changed } = all.merge(part.entries());
        expect(added).toBe(all.size - before);
        changes.push(changed);
      }
      expect(countsOf(all)).toEqual(countedOf(batches.flat()));
      // A journal has the changes alone, and reads them in any order.
      const retried = createIncidenceCounts();
      for (const changed of changes.toReversed()) retried.merge(changed);
      expect(countsOf(retried)).toEqual(countedOf(batches.flat()));
      // Without what says nothing more.
      expect(all.merge(retried.entries()).added).toBe(0);
    });
    fc.assert(property);
  });

  test('changes nothing where several runs have shown it already', () => {
    const incidence = shownBy([[1], [1], [1]], 0);
    expect(incidence.merge(shownBy([[1], [1]], 3).entries())).toEqual({ changed: new Int32Array(), added: 0 });
    expect(countsOf(incidence)).toEqual({ size: 1, single: 0, double: 0, loneRuns: 0 });
  });

  test('is handed on with its fingerprint and the run that shows it', () => {
    expect([...shownBy([[], [], [3]], 40).entries()]).toEqual([Math.imul(3, 0x9e37_79b1), 3, 43]);
    expect([...shownBy([[2], [2]], 40).entries()]).toEqual([2, 1, -43]);
    expect([...shownBy([[0], [0], [0]], 0).entries()]).toEqual([0, 0, -1]);
  });

  test('stays when the table grows', () => {
    const many = Array.from({ length: 50_000 }, (_, entry) => entry);
    const incidence = shownBy([many, many.slice(0, 20_000), many.slice(0, 5000)], 0);
    expect(countsOf(incidence)).toEqual({ size: 50_000, single: 30_000, double: 15_000, loneRuns: 1 });
    expect(incidence.entries()).toHaveLength(150_000);
    expect(new Set(incidence.entries().filter((_, at) => at % 3 === 0)).size).toBeGreaterThan(49_900);
  });
});

test('things above the limit are not counted, and the table says that it is full', () => {
  const incidence = createIncidenceCounts(3);
  for (const entry of [1, 2, 3]) incidence.show(fingerprintOf(entry), 0);
  expect(incidence.isFull).toBe(false);
  incidence.show(fingerprintOf(1), 1);
  expect(incidence.isFull).toBe(false);
  expect(incidence.merge(shownBy([[4]], 2).entries())).toEqual({ changed: new Int32Array(), added: 0 });
  expect(incidence.isFull).toBe(true);
  expect(countsOf(incidence)).toEqual({ size: 3, single: 2, double: 1, loneRuns: 1 });
});
