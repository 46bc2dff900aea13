import { describe, expect, test } from 'vitest';
import type { Found } from '../../src/explore/found.ts';
import type { Search } from '../../src/explore/search.ts';
import { startSearch } from '../../src/explore/search.ts';
import { finishNow } from '../../src/kernel/event-loop.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { createFingerprintSet } from '../../src/kernel/fingerprint-set.ts';
import type { ModelTable, Move } from './random-models.ts';
import { modelOfTable } from './random-models.ts';

const nothing: ModelTable = {
  commands: [],
  recoveries: [],
  violatingStates: [],
  violatingSteps: [],
  violatingEnds: [],
  longestRecovery: null,
};

const unreduced = { symmetry: false, distances: false, seed: 0 };

/** Each list: the states to which commands lead from the state with that number. */
function ways(...to: readonly (readonly number[])[]): Move[][] {
  return to.map((states) => states.map((state) => ({ type: 'go', to: state })));
}

function searchOf(table: Partial<ModelTable>): Search<unknown> {
  return startSearch(modelOfTable({ ...nothing, ...table }), unreduced, createFingerprintSet());
}

/** Visits whole levels until there is none: per level how many states it has, and what was found. */
function levelsOf<State>(search: Search<State>): { readonly states: number; readonly found: Found }[] {
  const levels: { states: number; found: Found }[] = [];
  search.begin();
  for (let depth = 0; search.ahead > 0; depth += 1) {
    const states = search.ahead;
    search.advance(depth);
    finishNow(search.visit(true));
    levels.push({ states, found: search.found });
  }
  return levels;
}

describe('a search visits the states level by level', () => {
  /** Levels of 1, 2, 2 and 1 states; the last leads back to the first. */
  const commands = ways([1, 2], [3], [3, 4], [], [5, 2], [0]);

  test('each once, however many commands lead to it', () => {
    const levels = levelsOf(searchOf({ commands }));
    expect(levels.map(({ states }) => states)).toEqual([1, 2, 2, 1]);
    expect(levels.map(({ found }) => found.generated)).toEqual([2, 3, 2, 1]);
  });

  test('and may pause between each 32 commands of a state and the next', () => {
    const pausesOf = (count: number, takesCommands: boolean): number => {
      const search = searchOf({ commands: ways(Array.from({ length: count }, () => 0)) });
      search.begin();
      search.advance(0);
      return Array.from(search.visit(takesCommands)).length;
    };
    const pauses = [31, 32, 33, 64, 65, 97].map((count) => pausesOf(count, true) - pausesOf(count, false));
    expect(pauses).toEqual([0, 0, 1, 1, 2, 3]);
  });

  /** The functions of the model that were called before the pauses of a visit to a state with two commands. */
  function calledBeforePauses(sliceMs: number): readonly (string | null)[] {
    const search = searchOf({ commands: ways([1, 0], [0]), recoveries: ways([1], []) });
    search.begin();
    search.advance(0);
    search.pace.yielded(sliceMs);
    return Array.from(search.visit(true), () => search.pace.calling);
  }

  test('at the usual pace pauses before a state, and after each command of its audit', () => {
    expect(calledBeforePauses(50)).toEqual([null, 'step', 'step', 'step', 'step']);
  });

  test('at a slow pace names the function of the model that was called before each pause', () => {
    const called = calledBeforePauses(1_000);
    // The first pause stands before the state. Then the state is audited, with each of its two commands taken twice.
    expect(called.slice(0, 4)).toEqual([null, null, null, null]);
    expect(called.slice(4)).toEqual(['step', 'step', 'step', 'step', 'recovery', 'commands', 'step']);
  });

  test('counts the outcomes of each type of command', () => {
    const [first, second] = levelsOf(searchOf({ commands }));
    expect(first?.found.outcomes).toEqual(
      new Map([
        [
          'go',
          new Map([
            ['outcome 1', { times: 1 }],
            ['outcome 2', { times: 1 }],
          ]),
        ],
      ]),
    );
    expect(second?.found.outcomes).toEqual(
      new Map([
        [
          'go',
          new Map([
            ['outcome 1', { times: 1 }],
            ['outcome 2', { times: 1 }],
            ['outcome 0', { times: 1 }],
          ]),
        ],
      ]),
    );
  });

  test('adds every state of a level to the digest of the level', () => {
    const digests = levelsOf(searchOf({ commands })).map(({ found }) => found.digest.join());
    expect(new Set([...digests, '0,0,0,0']).size).toBe(5);
  });

  test('stops between two states, and continues with the states that are left', () => {
    const search = searchOf({ commands: ways([1, 2, 3], [], [], []) });
    search.begin();
    search.advance(0);
    expect(search.visit(true).next().done).toBe(false);
    expect([search.ahead, search.found.generated]).toEqual([0, 0]);
    finishNow(search.visit(true));
    expect([search.ahead, search.found.generated]).toEqual([3, 3]);
    search.advance(1);
    const stopped = search.visit(true);
    stopped.next();
    // The first state was visited, and the second one not yet.
    expect(stopped.next().done).toBe(false);
    expect(Array.from(search.visit(true))).toHaveLength(2);
    expect(Array.from(search.visit(true))).toHaveLength(0);
    expect(search.ahead).toBe(0);
  });

  test('takes no command where none is asked for', () => {
    const search = searchOf({ commands, violatingStates: [[0]] });
    search.begin();
    search.advance(0);
    finishNow(search.visit(false));
    expect([search.ahead, search.found.generated, search.found.targets.size]).toEqual([0, 0, 1]);
  });

  test('a state that one search gives to another is visited there as it was', () => {
    const model = modelOfTable({ ...nothing, commands });
    const visited = createFingerprintSet();
    const [one, other] = [startSearch(model, unreduced, visited), startSearch(model, unreduced, visited)];
    one.begin();
    const levels: number[] = [];
    for (let depth = 0; one.ahead > 0; depth += 1) {
      levels.push(one.ahead);
      while (one.ahead > 0) other.put(one.take());
      other.advance(depth);
      finishNow(other.visit(true));
      while (other.ahead > 0) one.put(other.take());
    }
    expect([levels, visited.size]).toEqual([[1, 2, 2, 1], 6]);
  });
});

describe('a search finds each violation on the level on which it is nearest', () => {
  const commands = ways([1], [2], [3], [4], []);

  function targetsOf(table: Partial<ModelTable>): unknown[] {
    return levelsOf(searchOf({ commands, ...table })).map(({ found }) => Array.from(found.targets.values()));
  }

  test('an invariant of states, and never again', () => {
    const violated = { kind: 'invariant', name: 'S1', length: 2 };
    expect(targetsOf({ violatingStates: [[], [2, 3, 4]] })).toEqual([[], [], [violated], [], []]);
  });

  test('an invariant of steps, one command after the state before, and never again', () => {
    const violatingSteps = [
      [],
      [
        [2, 3],
        [3, 4],
      ],
    ] as const;
    const violated = { kind: 'invariant', name: 'T1', length: 3 };
    expect(targetsOf({ violatingSteps })).toEqual([[], [], [violated], [], []]);
  });

  test('both, where a model has both', () => {
    const both = targetsOf({ violatingStates: [[1]], violatingSteps: [[[0, 1]]] });
    const [state, step] = ['S0', 'T0'].map((name) => ({ kind: 'invariant', name, length: 1 }));
    expect(both).toEqual([[step], [state], [], [], []]);
  });

  test('a settled invariant and a recovery without end, on every level on which they are', () => {
    const heal = (to: number): Move => ({ type: 'heal', to });
    const recoveries = [[], [heal(4)], [heal(2)], [], []];
    const [settled, endless] = [
      { kind: 'settled', name: 'E0', length: 1 },
      { kind: 'endless', name: 'recovery', length: 2 },
    ];
    const last = { kind: 'settled', name: 'E0', length: 4 };
    expect(targetsOf({ recoveries, violatingEnds: [[4]] })).toEqual([[], [settled], [endless], [], [last]]);
  });

  test('and how many commands the longest recovery of the level takes', () => {
    const heal = (to: number): Move => ({ type: 'heal', to });
    const recoveries = [[heal(3)], [heal(2)], [heal(3)], [], []];
    const levels = levelsOf(searchOf({ commands: ways([1, 4], [2], [3], [], []), recoveries }));
    expect(levels.map(({ found }) => found.longestRecovery)).toEqual([1, 2, 1, 0]);
  });
});

describe('a search audits', () => {
  /** How many times the commands of each state are asked for, along one way through so many states. */
  function asked(states: number, reductions: { readonly symmetry: boolean }): number[] {
    const times: number[] = [];
    const table = modelOfTable({ ...nothing, commands: [] });
    const model = {
      ...table,
      symmetry: [['a', 'b']],
      step(draft: typeof table.initial, { to }: Move) {
        draft.at = to;
        return { type: 'gone' };
      },
      commands({ at }: typeof table.initial): Move[] {
        times[at] = (times[at] ?? 0) + 1;
        return at + 1 < states ? [{ type: 'go', to: at + 1 }] : [];
      },
    };
    levelsOf(startSearch(model, { ...unreduced, ...reductions }, createFingerprintSet()));
    return times;
  }

  // Once to take them; twice more to audit steps, and twice more to audit symmetry.
  const expected = (states: number, timesAt: (state: number) => number): number[] =>
    Array.from({ length: states }, (_, at) => timesAt(at + 1));

  test('steps in the first 500 states, and then in every thousandth', () => {
    const times = expected(2_001, (nth) => (nth <= 500 || nth % 1_000 === 0 ? 3 : 1));
    expect(asked(2_001, { symmetry: false })).toEqual(times);
  });

  test('symmetry in the first 500 states, and then in every hundredth', () => {
    const times = expected(1_001, (nth) => (nth <= 500 || nth === 1_000 ? 5 : nth % 100 === 0 ? 3 : 1));
    expect(asked(1_001, { symmetry: true })).toEqual(times);
  });
});

test('a search takes every ending of a command, and looks at the step to each of them', () => {
  const table = modelOfTable({ ...nothing, commands: ways([1], [], []), violatingSteps: [[[0, 2]]] });
  const model: typeof table = {
    ...table,
    endings: (state, move) => [move.to, move.to + 1].map((to) => stepOnCopy(table, state, { ...move, to })),
  };
  const [first, second] = levelsOf(startSearch(model, unreduced, createFingerprintSet()));
  expect(first?.found.generated).toBe(2);
  expect([...(first?.found.outcomes.get('go')?.keys() ?? [])]).toEqual(['outcome 1', 'outcome 2']);
  expect(first?.found.targets.get('T0')).toEqual({ kind: 'invariant', name: 'T0', length: 1 });
  expect(second?.states).toBe(2);
});
