import { describe, expect, test } from 'vitest';
import { spaceOf } from '../../src/explore/space.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';

const swapped = { names: new Map([['a', 'b']]) };

/** A value whose entry `a` makes another fingerprint, under other names, whenever it is read. */
function readingOthers<Value>(a: Value): { readonly a: Value; readonly b: string } {
  return {
    get a() {
      fingerprintOf([1, 'other', { a: 2 }], swapped);
      return a;
    },
    b: 'a',
  };
}

describe('a fingerprint that is made while another one is summed up', () => {
  test('changes nothing about that one', () => {
    expect(fingerprintOf(readingOthers(7))).toEqual(fingerprintOf({ a: 7, b: 'a' }));
    expect(fingerprintOf([readingOthers([1, 2])], { seed: 3 })).toEqual(
      fingerprintOf([{ a: [1, 2], b: 'a' }], { seed: 3 }),
    );
  });

  test('changes nothing about one that is summed up by the difference from another state', () => {
    const model = { name: 'reading', initial: { a: 0, b: 'a' }, step: () => ({ type: 'done' }) };
    const space = spaceOf(
      { ...model, commands: () => [], view: (state) => state, invariants: [], recovery: () => [], settled: [] },
      { symmetry: true, distances: true, seed: 5 },
    );
    expect(space.fingerprint(readingOthers(7))).toEqual(fingerprintOf({ a: 7, b: 'a' }, { seed: 5 }));
  });
});
