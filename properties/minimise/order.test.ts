import { describe, expect, test } from 'vitest';
import { compare, compareSimplicity, valueAt } from '../../src/minimise/order.ts';

/** Of two values, in either order: the first comes first. */
function expectInOrder(one: unknown, other: unknown): void {
  expect(compare(one, other)).toBeLessThan(0);
  expect(compare(other, one)).toBeGreaterThan(0);
}

describe('the order of values', () => {
  test.each([
    [2, 10],
    [-1, 0],
    ['w2', 'w10'],
    ['w', 'w2'],
    ['w', 'w0'],
    ['w1', 'x0'],
    ['2', '10'],
    ['a10', 'b2'],
    ['a\n2', 'a\n10'],
    ['job 2 of w10', 'job 2 of w11'],
    ['', 'a'],
    [
      { x: 1, y: 9 },
      { x: 2, y: 1 },
    ],
    [
      { x: 1, y: 2 },
      { x: 1, y: 10 },
    ],
    [{ x: { deep: 'w2' } }, { x: { deep: 'w10' } }],
    [
      [1, 9],
      [2, 1],
    ],
    ['2', 10],
    [null, { x: 1 }],
    [false, true],
    [undefined, 1],
  ])('puts %j before %j', (one, other) => {
    expectInOrder(one, other);
  });

  test.each([3, 'w1', '', null, undefined, { x: ['w1'] }, [1, 'a']])('has %j nowhere but beside itself', (value) => {
    expect(compare(value, structuredClone(value))).toBe(0);
  });

  test('takes numbers in names for numbers: leading zeros do not count', () => {
    expect(compare('w02', 'w2')).toBe(0);
    expectInOrder('w2', 'w03');
  });
});

describe('the order of runs of one length', () => {
  const laneOf = ({ worker = '' }: { readonly worker?: string }): string => worker;
  const run = (text: string) =>
    text.split(' ').map((word) => {
      const [worker = '', fault] = word.split('!');
      return Object.assign({ type: 'take', worker }, fault === undefined ? {} : { fault });
    });

  test.each([
    ['one with fewer faults', 'w2 w1 w2', 'w1!crash w1 w1'],
    ['of equals one with fewer changes of hand', 'w2 w2 w1', 'w1 w2 w1'],
    ['of equals the first by what its commands say', 'w1 w2 w2', 'w2 w1 w1'],
    ['of equals the first by what its last commands say', 'w1 w2 w10', 'w1 w2 w11'],
  ])('begins with %s', (_which, first, second) => {
    expect(compareSimplicity(run(first), run(second), laneOf)).toBeLessThan(0);
    expect(compareSimplicity(run(second), run(first), laneOf)).toBeGreaterThan(0);
    expect(compareSimplicity(run(first), run(first), laneOf)).toBe(0);
  });
});

test('the value of a field is found by its name, and is undefined where it is absent', () => {
  const command = { type: 'tick', byMs: 3 };
  expect([valueAt(command, 'byMs'), valueAt(command, 'type'), valueAt(command, 'worker')]).toEqual([
    3,
    'tick',
    undefined,
  ]);
});
