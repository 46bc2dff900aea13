import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { never, recoveriesOf } from '../../src/explore/recoveries.ts';
import { finishNow } from '../../src/kernel/event-loop.ts';
import { ordersFrom, violatedAfter } from './brute-force.ts';
import type { Move, TableModel, TableState } from './random-models.ts';
import { modelOfTable, modelTables } from './random-models.ts';

const unreduced = { symmetry: false, distances: false, seed: 0 };

function heal(to: number): Move {
  return { type: 'heal', to };
}

/** `waysFrom`: the states to which recovery leads from a state. E0 is violated in the states of `ends`. */
function healing(waysFrom: (state: number) => readonly number[], ends: readonly number[]): TableModel {
  const table = { commands: [], recoveries: [], violatingStates: [], violatingSteps: [], violatingEnds: [ends] };
  return {
    ...modelOfTable({ ...table, longestRecovery: null }),
    recovery: ({ at }) => waysFrom(at).map(heal),
    step(draft, { to }) {
      draft.at = to;
      return { type: 'healed' };
    },
  };
}

test('every order of recovery agrees with brute force, in any order of the states', () => {
  const property = fc.property(modelTables(8), fc.array(fc.nat(7), { maxLength: 3 }), (table, first) => {
    const model = modelOfTable(table);
    const recoveries = recoveriesOf(model, unreduced);
    const states = table.commands.map((_, at) => at);
    for (const at of [...first.filter((one) => one < states.length), ...states]) {
      const state: TableState = structuredClone(model.initial);
      model.step(state, heal(at));
      const { violated, length } = finishNow(recoveries.from(state));
      const orders = ordersFrom(table, at);
      const isEndless = orders.some(({ end }) => end === null);
      const longest = isEndless ? never : Math.max(...orders.map(({ moves }) => moves.length));
      expect([at, violated.toSorted(), length]).toEqual([at, violatedAfter(table, at).toSorted(), longest]);
    }
  });
  fc.assert(property, { numRuns: 300, seed: 1, endOnFailure: true });
});

describe('every order of recovery', () => {
  test('is followed once: a state is asked once what recovery does there', () => {
    const asked: number[] = [];
    const ways = [[1], [2, 0], [0, 1, 3], []];
    const model = healing((state) => (asked.push(state), ways[state] ?? []), [3]);
    const recoveries = recoveriesOf(model, unreduced);
    const found = [0, 1, 2, 3].map((at) => finishNow(recoveries.from({ at })));
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(found.map(({ violated }) => violated)).toEqual([
      ['E0', 'recovery'],
      ['E0', 'recovery'],
      ['E0', 'recovery'],
      ['E0'],
    ]);
  });

  test.each([
    [2_000, 2_000],
    [2_001, never],
  ])('of %i commands in a row is followed to its end, up to 2,000 of them', (commands, length) => {
    const model = healing((state) => (state < commands ? [state + 1] : []), []);
    const violated = length === never ? ['recovery'] : [];
    expect(finishNow(recoveriesOf(model, unreduced).from({ at: 0 }))).toEqual({ violated, length });
  });

  test('may pause after every eighth command', () => {
    const pauses = [7, 8, 15, 16, 40].map((commands) => {
      const model = healing((state) => (state < commands ? [state + 1] : []), []);
      return Array.from(recoveriesOf(model, unreduced).from({ at: 0 })).length;
    });
    expect(pauses).toEqual([0, 1, 1, 2, 5]);
  });

  test('that goes too deep is endless from each of its states, each with its own ends', () => {
    // On from each of the first two states, it may also end in a state that violates E0.
    const bad = 1_000_000;
    for (const side of [0, 1]) {
      const ways = (state: number): number[] => (state === bad ? [] : state === side ? [state + 1, bad] : [state + 1]);
      const recoveries = recoveriesOf(healing(ways, [bad]), unreduced);
      const found = [0, 1, 2, 3, 1_000].map((at) => finishNow(recoveries.from({ at })));
      expect(found.map(({ length }) => length)).toEqual([never, never, never, never, never]);
      const expected = [0, 1, 2, 3, 1_000].map((at) => (at <= side ? ['E0', 'recovery'] : ['recovery']));
      expect(found.map(({ violated }) => violated)).toEqual(expected);
    }
  });
});

describe('the recovery that shows a violation', () => {
  const ways = [[1, 2], [0, 1, 3], [4], [0], []];
  const model = healing((state) => ways[state] ?? [], [4]);

  test('passes through the state that was looked at last', () => {
    const recoveries = recoveriesOf(model, unreduced);
    finishNow(recoveries.from({ at: 2 }));
    finishNow(recoveries.showing({ at: 4 }, 'E0'));
    expect(finishNow(recoveries.showing({ at: 0 }, 'E0'))).toEqual([heal(2), heal(4)]);
    finishNow(recoveries.from({ at: 0 }));
    expect(finishNow(recoveries.showing({ at: 0 }, 'E0'))).toEqual([heal(2), heal(4)]);
  });

  test('takes each of its commands from where the one before has led', () => {
    const counting: TableModel = {
      ...healing((state) => (state < 3 ? [1] : []), [3]),
      step(draft, { to }) {
        draft.at += to;
        return { type: 'healed' };
      },
    };
    expect(finishNow(recoveriesOf(counting, unreduced).showing({ at: 0 }, 'E0'))).toEqual([heal(1), heal(1), heal(1)]);
  });

  test('is none where nothing shows it', () => {
    const well = recoveriesOf(
      healing((state) => ways[state] ?? [], []),
      unreduced,
    );
    expect(finishNow(well.showing({ at: 0 }, 'E0'))).toEqual([]);
    expect(finishNow(well.showing({ at: 0 }, 'E1'))).toEqual([]);
  });
});
