import { expect, test } from 'vitest';
import type { Found } from '../../src/explore/found.ts';
import { addFound, addTargets, count, emptyFound } from '../../src/explore/found.ts';

/** What is found where a command of type `go` had this outcome so many times, and an invariant is violated at this length. */
function found(outcome: string, times: number, length: number): Found {
  return {
    generated: times,
    outcomes: new Map([['go', new Map([[outcome, { times }]])]]),
    targets: new Map([['ONE', { kind: 'invariant', name: 'ONE', length }]]),
    digest: [1, 2, times, 0xffffffff],
    longestRecovery: length,
  };
}

test('at first nothing is found', () => {
  const digest = [0, 0, 0, 0];
  const empty = { generated: 0, outcomes: new Map(), targets: new Map(), digest, longestRecovery: 0 };
  expect(emptyFound()).toEqual(empty);
});

test('outcomes are counted per type of command', () => {
  const outcomes: Found['outcomes'] = new Map();
  count(outcomes, 'go', 'gone', 2);
  count(outcomes, 'go', 'gone', 3);
  count(outcomes, 'go', 'stayed', 1);
  count(outcomes, 'stay', 'gone', 1);
  const go = new Map([
    ['gone', { times: 5 }],
    ['stayed', { times: 1 }],
  ]);
  expect(outcomes).toEqual(
    new Map([
      ['go', go],
      ['stay', new Map([['gone', { times: 1 }]])],
    ]),
  );
});

test('the results of several threads are added up, in any order', () => {
  const parts = [found('gone', 2, 3), found('stayed', 5, 3), found('gone', 4, 3)];
  for (const order of [parts, parts.toReversed()]) {
    const total = emptyFound();
    for (const part of order) addFound(total, part);
    expect(total).toEqual({
      generated: 11,
      outcomes: new Map([
        [
          'go',
          new Map([
            ['gone', { times: 6 }],
            ['stayed', { times: 5 }],
          ]),
        ],
      ]),
      targets: new Map([['ONE', { kind: 'invariant', name: 'ONE', length: 3 }]]),
      // Each lane is a sum of 32 bits.
      digest: [3, 6, 11, 0xfffffffd],
      longestRecovery: 3,
    });
  }
});

test('the longest recovery is the longest of all parts', () => {
  const total = emptyFound();
  for (const length of [2, 7, 3]) addFound(total, found('gone', 1, length));
  expect(total.longestRecovery).toBe(7);
});

test('of a violation on two levels, the first is kept, since it is nearer', () => {
  const total = emptyFound();
  addTargets(total, found('gone', 1, 2));
  addTargets(total, found('gone', 1, 4));
  addTargets(total, { ...emptyFound(), targets: new Map([['TWO', { kind: 'settled', name: 'TWO', length: 4 }]]) });
  expect([...total.targets.values()]).toEqual([
    { kind: 'invariant', name: 'ONE', length: 2 },
    { kind: 'settled', name: 'TWO', length: 4 },
  ]);
  expect(total).toMatchObject({ generated: 0, outcomes: new Map(), longestRecovery: 0 });
});
