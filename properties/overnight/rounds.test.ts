import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import type { RunPlan } from '../../src/overnight/rounds.ts';
import { batchesIn, planOf, roundOf } from '../../src/overnight/rounds.ts';
import { planted } from './planted.ts';

/** Where nothing varies, and only the seed is told. */
const bare = { generation: { weights: {}, faultRate: 0 }, outcomes: {} };

// Each takes thousands of seeds: one that fails is shrunk for seconds, not for minutes.
const where = fc.limitShrink(fc.record({ origin: fc.uuid(), job: fc.nat(100_000), number: fc.nat(2 ** 22) }), 50);

/** The runs that a piece makes, as text. */
function runsOf({ seed, length, generation }: RunPlan): string[] {
  const model = planted.model({ floor: true }, { most: 9 });
  const arbitrary = interleavings(model, { ...planted.generation, ...generation }, length);
  return fc.sample(arbitrary, { seed, numRuns: 20 }).map((commands) => JSON.stringify(commands));
}

describe('seeds', () => {
  test('of one job never repeat, in whatever rounds and nights its pieces are made', () => {
    const property = fc.property(where, ({ origin, job, number }) => {
      const numbers = Array.from({ length: 3000 }, (_, at) => number + at);
      expect(new Set(numbers.map((one) => planOf({ origin, job, number: one }, bare).seed)).size).toBe(numbers.length);
    });
    fc.assert(property, { numRuns: 5 });
  });

  test('are others on another machine, and in another job', () => {
    const property = fc.property(where, fc.uuid(), (one, origin) => {
      fc.pre(origin !== one.origin);
      const runs = runsOf(planOf(one, planted));
      expect(runsOf(planOf(one, planted))).toEqual(runs);
      for (const other of [
        { ...one, origin },
        { ...one, job: one.job + 1 },
        { ...one, number: one.number + 1 },
      ]) {
        expect(planOf(other, planted).seed).not.toBe(planOf(one, planted).seed);
        expect(runsOf(planOf(other, planted))).not.toEqual(runs);
      }
    });
    fc.assert(property, { numRuns: 20 });
  });
});

describe('a batch', () => {
  const generation = { weights: { up: 2 }, faultRate: 0.6, faultWeights: { lost: 4 } };
  const varied = { generation, outcomes: { up: {}, down: {} } };
  const planned = (number: number, origin = 'here'): RunPlan => planOf({ origin, job: 1, number }, varied);

  /** Digits enough to tell another draw, and few enough for another version of `Math.pow`. */
  function rounded(value: object): unknown {
    return JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === 'number' ? one.toFixed(6) : one));
  }

  test('is the same in every version and on every machine, so that it can be repeated', () => {
    expect([0, 1, 2, 300_000].map((number) => planned(number).seed)).toEqual([
      -529_156_289, 874_173_216, -1_155_773_778, -737_172_785,
    ]);
    expect(planned(300_000)).toMatchObject({ round: 20, firstRun: 149_999_750, runs: 500, length: 80 });
    expect(rounded(planned(2).generation)).toEqual({ weights: { up: '1.945083', down: '1.029896' } });
    expect(rounded(planned(1).generation)).toEqual({
      weights: { up: '1.975960', down: '0.498854' },
      faultRate: '0.572755',
      faultWeights: { lost: '1.333572' },
      swarmRate: '0.984350',
    });
  });

  test('never has a fault rate above 1', () => {
    const rates = ['here', 'a', 'b', 'c', 'd'].map((origin) => planned(1, origin).generation.faultRate ?? 0);
    expect(Math.max(...rates)).toBe(1);
    expect(new Set(rates).size).toBe(4);
  });
});

describe('rounds', () => {
  test('of random runs double their batches, and of exploring have one each', () => {
    expect([0, 1, 2, 3, 4].map((rounds) => batchesIn('random', rounds))).toEqual([0, 1, 2, 4, 8]);
    expect([0, 1, 2, 3].map((rounds) => batchesIn('explore', rounds))).toEqual([0, 1, 2, 3]);
    expect([0, 1, 3].map((rounds) => batchesIn('drive', rounds))).toEqual([0, 1, 3]);
    expect([0, 1, 2, 3, 4, 7, 8].map(roundOf)).toEqual([1, 2, 3, 3, 4, 4, 5]);
  });

  test('double their runs, grow their interleavings, and leave no run out', () => {
    let [next, before] = [0, 0];
    for (let round = 1; round <= 14; round += 1) {
      const batches = batchesIn('random', round) - next;
      const plans = Array.from({ length: batches }, (_, at) =>
        planOf({ origin: 'here', job: 1, number: next + at }, bare),
      );
      let runs = 0;
      for (const plan of plans) {
        expect(plan).toMatchObject({ round, firstRun: before + runs });
        expect(plan.length).toBe(Math.min(80, 16 + 4 * round));
        runs += plan.runs;
      }
      // As many as all before it, twice as many as the one before.
      expect(runs).toBe(round === 1 ? 250 : 250 * 2 ** (round - 1));
      next += batches;
      before += runs;
    }
    expect(roundOf(next)).toBe(15);
  });

  test('vary what runs are picked by: every second piece a little, every other one a lot', () => {
    const generations = [2, 3, 4, 5].map((number) => planOf({ origin: 'here', job: 1, number }, planted).generation);
    expect(new Set(generations.map((one) => JSON.stringify(one))).size).toBe(4);
    for (const [at, { weights = {}, swarmRate }] of generations.entries()) {
      const isAggressive = at % 2 === 1;
      // Also those of which the subject says nothing.
      expect(Object.keys(weights)).toEqual(['up', 'down', 'jump']);
      const spread = Math.max(...Object.entries(weights).map(([type, weight]) => spreadOf(type, weight)));
      expect(spread).toBeLessThan(isAggressive ? 3.01 : 1.051);
      expect(spread > 1.051).toBe(isAggressive);
      expect(swarmRate === undefined).toBe(!isAggressive);
    }
  });
});

function spreadOf(type: string, weight: number): number {
  const own = planted.generation.weights[type] ?? 1;
  return Math.max(weight / own, own / weight);
}
