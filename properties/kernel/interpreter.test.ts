import { describe, expect, test } from 'vitest';
import {
  beginningOf,
  distinct,
  endingsOf,
  firstDisabled,
  isEnabledRun,
  takeInEach,
  walk,
} from '../../src/kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';

interface Value {
  value: number;
}

const up: Command = { type: 'up' };

/** A number that goes up; it may be asked for nothing above two. */
const model: Model<Value, Command, Outcome, Value> = {
  name: 'number',
  initial: { value: 0 },
  commands: ({ value }) => (value < 2 ? [up, { type: 'stay' }] : []),
  step(draft, { type }) {
    if (type === 'up') draft.value += 1;
    return { type: 'moved' };
  },
  view: ({ value }) => ({ value }),
  invariants: [
    { id: 'SMALL', says: 'It stays below two.', holds: ({ value }) => value < 2 },
    { id: 'GOES', says: 'It moves.', holdsAcross: (before, _, __, after) => before.value !== after.value },
  ],
  recovery: () => [],
  settled: [],
};
const [small, goes] = model.invariants;

test('a run begins in one state, with what is violated in it', () => {
  expect(beginningOf(model)).toEqual([{ state: { value: 0 }, view: { value: 0 }, violated: [] }]);
  expect(beginningOf({ ...model, initial: { value: 2 } })[0]?.violated).toEqual([small]);
});

describe('a command', () => {
  test('is taken in each of the states, and leaves them as they are', () => {
    const possible = [1, 5].map((value) => ({ state: { value }, view: { value }, violated: [] }));
    expect(takeInEach(model, possible, up)).toEqual(
      [1, 5].map((value) => ({
        state: { value: value + 1 },
        view: { value: value + 1 },
        violated: [small],
        step: { before: { value }, command: up, outcome: { type: 'moved' }, after: { value: value + 1 } },
      })),
    );
    expect(possible[0]?.state).toEqual({ value: 1 });
  });

  test('adds what it violates to what was violated before, each once', () => {
    const at = (value: number, violated: Model<Value, Command, Outcome, Value>['invariants']): unknown =>
      takeInEach(model, [{ state: { value }, view: { value }, violated }], { type: 'stay' })[0]?.violated;
    expect(at(0, [])).toEqual([goes]);
    expect(at(5, small === undefined ? [] : [small])).toEqual([small, goes]);
    expect(at(5, model.invariants)).toEqual([small, goes]);
  });

  test('has the endings that the model states, or the one of its step', () => {
    expect(endingsOf(model, { value: 3 }, up)).toEqual([{ state: { value: 4 }, outcome: { type: 'moved' } }]);
    const lost = { state: { value: 9 }, outcome: { type: 'lost' } };
    expect(endingsOf({ ...model, endings: () => [lost] }, { value: 3 }, up)).toEqual([lost]);
    const none = (): unknown => endingsOf({ ...model, endings: () => [] }, { value: 3 }, up);
    expect(none).toThrow(UnsoundModel);
    expect(none).toThrow('the model of number gives no ending for {"type":"up"}');
  });
});

test('a command keeps the names that the system has used, where it draws names', () => {
  const from = { state: { value: 0 }, view: { value: 0 }, violated: [] };
  const renaming = { toSystem: new Map([[1, 41]]), toModel: new Map([[41, 1]]) };
  expect(takeInEach(model, [{ ...from, renaming }], up)[0]?.renaming).toBe(renaming);
  expect(takeInEach(model, [from], up)[0]).not.toHaveProperty('renaming');
});

describe('the distinct among states', () => {
  const at = (value: number, ...violated: string[]): { state: Value; violated: string[] } => ({
    state: { value },
    violated,
  });

  test('are each once, by the first of them', () => {
    expect(distinct([at(1), at(2), at(1)])).toEqual([at(1), at(2)]);
    expect(distinct([at(1, 'A', 'B'), at(1, 'B', 'A')])).toEqual([at(1, 'A', 'B')]);
    expect(distinct([at(1, 'A'), at(1, 'A')])).toEqual([at(1, 'A')]);
  });

  test('differ by what was violated on the way', () => {
    for (const all of [
      [at(1, 'A'), at(1, 'B')],
      [at(1, 'A', 'B'), at(1, 'A')],
      [at(1, 'A'), at(1, 'A', 'B')],
      [at(1), at(1, 'A')],
    ])
      expect(distinct(all)).toEqual(all);
  });
});

test('states differ by the names that the system has used for those of the model', () => {
  const named = (...names: readonly (readonly [number, number])[]): unknown => ({
    state: { value: 1 },
    violated: [],
    renaming: { toSystem: new Map(names), toModel: new Map() },
  });
  const bare = { state: { value: 1 }, violated: [] };
  const count = (...all: readonly unknown[]): number => distinct(all as (typeof bare)[]).length;
  expect(count(named([1, 41]), named([1, 41]))).toBe(1);
  expect(count(named([1, 41]), named([1, 42]))).toBe(2);
  expect(count(named([1, 41]), named([1, 41], [2, 42]))).toBe(2);
  expect(count(named([1, 41], [2, 42]), named([1, 41]), bare)).toBe(3);
  expect(count(bare, named(), bare)).toBe(1);
});

test('a walk gives each command with the states before and after it', () => {
  expect([...walk(model, [up, { type: 'stay' }])]).toEqual([
    { command: up, before: { value: 0 }, outcome: { type: 'moved' }, after: { value: 1 } },
    { command: { type: 'stay' }, before: { value: 1 }, outcome: { type: 'moved' }, after: { value: 1 } },
  ]);
});

test('the first command that is not enabled is found at its index', () => {
  expect(firstDisabled(model, [])).toBeNull();
  expect(firstDisabled(model, [up, up])).toBeNull();
  expect(firstDisabled(model, [up, up, up, up])).toBe(2);
  expect(firstDisabled(model, [{ type: 'up', fault: 'crash' }])).toBe(0);
  expect(isEnabledRun(model, [up, up])).toBe(true);
  expect(isEnabledRun(model, [up, up, up])).toBe(false);
});
