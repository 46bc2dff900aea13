import { expect, test } from 'vitest';
import type { Drawable } from '../../src/kernel/drawable.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Alphabet } from '../../src/minimise/alphabet.ts';
import { withSmallerDrawn, withValue } from '../../src/minimise/smaller-drawn.ts';

interface Pay extends Command {
  readonly [field: string]: unknown;
}
type Payments = Alphabet<{ taken: number }, Pay, Outcome, unknown>;

/** An arbitrary that shrinks to these values; without values it needs the context of a draw. */
function shrinksTo(...values: readonly unknown[]): Drawable {
  return {
    generate: () => ({ value: null }),
    canShrinkWithoutContext: () => values.length > 0,
    shrink: () => values.map((value) => ({ value })),
  };
}

/** A model that enables these commands after so many others. */
function model(drawn: Payments['drawn'], ...enabled: readonly (readonly Pay[])[]): Payments {
  return {
    initial: { taken: 0 },
    commands: ({ taken }) => enabled[taken] ?? [],
    ...(drawn !== undefined && { drawn }),
    step(draft) {
      draft.taken += 1;
      return { type: 'done' };
    },
  };
}

function pay(amount: unknown, to = 'a'): Pay {
  return { type: 'pay', to, amount };
}

test('smaller numbers of a drawn field come in one list, each in a run of its own', () => {
  const runs = [...withSmallerDrawn(model({ pay: { amount: shrinksTo(0, 3) } }), [pay(4), pay(5)])];
  expect(runs).toEqual([
    [
      [pay(0), pay(5)],
      [pay(3), pay(5)],
    ],
    [
      [pay(4), pay(0)],
      [pay(4), pay(3)],
    ],
  ]);
});

test('other values of a drawn field come one by one', () => {
  for (const [one, other] of [
    ['', 'x'],
    [0, 'x'],
  ])
    expect([...withSmallerDrawn(model({ pay: { amount: shrinksTo(one, other) } }), [pay('xy')])]).toEqual([
      [[pay(one)]],
      [[pay(other)]],
    ]);
});

test('a value of several commands gets smaller in all of them, then in one', () => {
  const get: Pay = { type: 'get', of: 'key' };
  const runs = [...withSmallerDrawn(model({ pay: { amount: shrinksTo('k') } }), [pay('key'), get])];
  expect(runs).toEqual([[[pay('k'), { ...get, of: 'k' }]], [[pay('k'), get]]]);
});

test('a value that one command has twice gets smaller in the drawn field alone', () => {
  const runs = [...withSmallerDrawn(model({ pay: { amount: shrinksTo('k') } }), [pay('key', 'key'), pay('lock')])];
  expect(runs).toEqual([[[pay('k', 'key'), pay('lock')]], [[pay('key', 'key'), pay('k')]]]);
});

test('a field that is not drawn, or that the command lacks, keeps its value', () => {
  expect([...withSmallerDrawn(model(undefined), [pay(4)])]).toEqual([]);
  const others = { pay: { note: shrinksTo(0) }, get: { amount: shrinksTo(0) } };
  expect([...withSmallerDrawn(model(others), [pay(4)])]).toEqual([]);
});

test('an arbitrary that needs its context gives the values of enabled commands', () => {
  const drawn = { pay: { amount: shrinksTo() } };
  const enabled = [{ type: 'wait' }, pay(1), pay(2, 'b'), pay(3)];
  const runsOf = (...run: readonly Pay[]): unknown => [...withSmallerDrawn(model(drawn, enabled, [pay(9)]), run)];
  expect(runsOf(pay(7))).toEqual([[[pay(1)], [pay(3)]]]);
  expect(runsOf(pay(3))).toEqual([[[pay(1)]]]);
  expect(runsOf({ type: 'wait' }, pay(7))).toEqual([[[{ type: 'wait' }, pay(9)]]]);
});

test('the type and the fault of a command are no values to replace', () => {
  const command: Pay = { type: 'x', fault: 'x', at: 'x', other: 'y' };
  expect(withValue(command, 'x', 'z')).toEqual({ type: 'x', fault: 'x', at: 'z', other: 'y' });
});
