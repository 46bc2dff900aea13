import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { exploreByName } from '../../src/explore/explore-by-name.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { estimateOf } from '../../src/overnight/estimate.ts';
import type { IncidenceCounts } from '../../src/overnight/incidence.ts';
import { createIncidenceCounts } from '../../src/overnight/incidence.ts';
import { recordIncidence } from '../../src/overnight/recorder.ts';
import { chanceWithin } from '../../src/report/chance.ts';
import { subjects } from '../../src/subjects/index.ts';

/** How many doors there are to take, each as likely as any other, and again as many behind each of them. */
const doors = 20;

interface Taken {
  doors: number[];
}
type Take = Command & { readonly type: 'take'; readonly door: number };

const house: Model<Taken, Take, Outcome, Taken> = {
  name: 'house',
  initial: { doors: [] },
  commands: ({ doors: taken }) =>
    taken.length === 2 ? [] : Array.from({ length: doors }, (_, door) => ({ type: 'take', door })),
  step(draft, { door }) {
    draft.doors.push(door);
    return { type: 'taken' };
  },
  view: (state) => state,
  invariants: [],
  recovery: () => [],
  settled: [],
};

const found = await exploreByName(house, { maxStates: 10_000 });
if (typeof found === 'string') throw new Error(found);
const explored = found;

const runsThrough = interleavings(house, { weights: {}, faultRate: 0, shortRate: 0 }, 2);

/** What a night does: pieces that count for themselves, put together in whatever order they come. */
function shownBy(
  runs: readonly (readonly Take[])[],
  batches: number,
): { states: IncidenceCounts; edges: IncidenceCounts } {
  const all = { states: createIncidenceCounts(), edges: createIncidenceCounts() };
  const size = Math.ceil(runs.length / batches);
  for (let batch = batches - 1; batch >= 0; batch -= 1) {
    const own = { states: createIncidenceCounts(), edges: createIncidenceCounts() };
    const recorder = recordIncidence(house, { ...own, firstRun: batch * size });
    for (const run of runs.slice(batch * size, (batch + 1) * size)) {
      recorder.startRun();
      let state = house.initial;
      for (const command of run) {
        const executed = stepOnCopy(house, state, command);
        ({ state } = executed);
        recorder.see({ command, outcome: executed.outcome }, state, fingerprintOf(state));
      }
    }
    all.states.merge(own.states.entries());
    all.edges.merge(own.edges.entries());
  }
  return all;
}

function countsOf({
  loneRuns,
  single,
  double,
}: IncidenceCounts): Pick<IncidenceCounts, 'loneRuns' | 'single' | 'double'> {
  return { loneRuns, single, double };
}

/** The truth, from all that exploring found: whoever takes an inner door that nobody has taken shows something new. */
function truthOf(runs: readonly (readonly Take[])[]): { chance: number; expected: number } {
  const inner = explored.edges - doors;
  const outerLeft = doors - new Set(runs.map(([first]) => first?.door)).size;
  const innerLeft = inner - new Set(runs.map((run) => run.map(({ door }) => door).join())).size;
  return { chance: innerLeft / inner, expected: outerLeft / doors + innerLeft / inner };
}

describe('the estimate of what is left to find', () => {
  test('is the formula of Good and Turing, with the bound of Esty', () => {
    const estimate = estimateOf({ runs: 100, loneRuns: 4, single: 5, double: 6 });
    expect(estimate).toMatchObject({ chance: 0.04, expected: 0.05 });
    expect(estimate.chanceAtMost).toBeCloseTo((4 + 1.645 * 4 + 3) / 100, 12);
    expect(estimateOf({ runs: 2, loneRuns: 2, single: 2, double: 0 }).chanceAtMost).toBe(1);
  });

  test('agrees with what exploring knows, for states and for edges', () => {
    for (const runs of [60, 300, 1500]) {
      const trials = 40;
      const sums = {
        states: { chanceOff: 0, expectedOff: 0, covered: 0 },
        edges: { chanceOff: 0, expectedOff: 0, covered: 0 },
      };
      for (let seed = 1; seed <= trials; seed += 1) {
        const made = fc.sample(fc.noBias(runsThrough), { numRuns: runs, seed });
        const truth = truthOf(made);
        const shown = shownBy(made, 1 + (seed % 4));
        for (const what of ['states', 'edges'] as const) {
          const estimate = estimateOf({ runs, ...countsOf(shown[what]) });
          sums[what].chanceOff += (estimate.chance - truth.chance) / trials;
          sums[what].expectedOff += (estimate.expected - truth.expected) / trials;
          if (estimate.chanceAtMost >= truth.chance) sums[what].covered += 1;
          expect(estimate.chanceAtMost - truth.chance).toBeLessThan(6 / Math.sqrt(runs));
        }
      }
      for (const { chanceOff, expectedOff, covered } of Object.values(sums)) {
        // On the average it is right: it errs by less than three of its own errors.
        expect(Math.abs(chanceOff)).toBeLessThan(3 / Math.sqrt(4 * runs * trials));
        expect(Math.abs(expectedOff)).toBeLessThan(3 / Math.sqrt(2 * runs * trials));
        // 95 in 100 is what it promises.
        // As many as of so many trials that hold with 95 in 100 there are, but for the chance of two deviations.
        expect(covered).toBeGreaterThanOrEqual(0.95 * trials - 2 * Math.sqrt(0.95 * 0.05 * trials));
      }
    }
  });

  test('says of many further runs no less than what they show', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const made = fc.sample(fc.noBias(runsThrough), { numRuns: 1200, seed });
      const before = shownBy(made.slice(0, 1000), 2).edges;
      const { chanceAtMost } = estimateOf({ runs: 1000, ...countsOf(before) });
      const later = shownBy(made, 2).edges.size > before.size ? 1 : 0;
      expect(later).toBeLessThanOrEqual(Math.ceil(chanceWithin(200, chanceAtMost)));
    }
    expect(chanceWithin(10_000, 0)).toBe(0);
    expect(chanceWithin(2, 0.5)).toBeCloseTo(0.75, 12);
    expect(chanceWithin(1, 0.125)).toBeCloseTo(0.125, 12);
    expect([chanceWithin(0, 1), chanceWithin(3, 1)]).toEqual([0, 1]);
  });

  test('is a chance of 1 before the first run, and of 0 where all edges were shown', () => {
    expect(estimateOf({ runs: 0, loneRuns: 0, single: 0, double: 0 })).toMatchObject({ chance: 1, chanceAtMost: 1 });
    const made = fc.sample(fc.noBias(runsThrough), { numRuns: 6000, seed: 1 });
    expect(truthOf(made)).toEqual({ chance: 0, expected: 0 });
    const shown = shownBy(made, 3).edges;
    expect(shown.size).toBe(doors + doors * doors);
    const { chance, chanceAtMost } = estimateOf({ runs: 6000, ...countsOf(shown) });
    expect(chance).toBe(0);
    expect(chanceAtMost).toBeGreaterThanOrEqual(3 / 6000);
    expect(chanceAtMost).toBeLessThan(9 / 6000);
  });
});

/** A scope of few states of each subject. */
const smallScopes: Readonly<Record<string, string>> = { queue: 'skewed', booking: 'small', authority: 'overlap' };

test.each(subjects.map((subject) => [subject.name, subject] as const))(
  'the runs of %s show the states and edges that exploring counts, name by name',
  async (_, subject) => {
    const policies = allPolicies(subject);
    const scope = subject.scopes[smallScopes[subject.name] ?? ''] ?? {};
    const model = subject.model(policies, scope);
    const whole = await exploreByName(model, { maxStates: 100_000 });
    if (typeof whole === 'string') throw new Error(whole);
    const [states, edges] = [createIncidenceCounts(), createIncidenceCounts()];
    const recorder = recordIncidence(model, { states, edges, firstRun: 0 });
    const listener = { startRun: recorder.startRun, see: recorder.see, reachKnown: () => undefined };
    const [system] = subject.systems;
    const how = {
      system: system?.name ?? '',
      policies,
      scope,
      runs: 50,
      length: 20,
      seed: 1,
      explored: whole,
      listener,
    };
    const { seen } = await check(subject, how);
    expect([states.size, edges.size]).toEqual([seen?.states.seen, seen?.edges.seen]);
  },
);
