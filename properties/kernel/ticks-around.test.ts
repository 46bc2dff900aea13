import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ticksAround } from '../../src/kernel/ticks-around.ts';

test('ticks end before and at a deadline; with boundaries also after it', () => {
  expect(ticksAround(30_000, 0, 0)).toEqual([29_999, 30_000]);
  expect(ticksAround(30_000, 500, 0)).toEqual([29_500, 30_000]);
  expect(ticksAround(30_000, 0, 1)).toEqual([29_999, 30_000, 30_001]);
});

test('no tick goes back, or nowhere', () => {
  expect(ticksAround(1, 0, 0)).toEqual([1]);
  fc.assert(
    fc.property(fc.nat(5), fc.nat(5), fc.nat(2), (byMs, toleranceMs, boundaries) => {
      expect(ticksAround(byMs, toleranceMs, boundaries).filter((tick) => tick <= 0)).toEqual([]);
    }),
  );
});
