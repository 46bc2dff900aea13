import { expect, test } from 'vitest';
import { stallAfter } from '../../src/overnight/stall.ts';

test('a process hangs after longer than it takes to open a system or await an answer', () => {
  expect(stallAfter([{}, {}], undefined)).toBe(150_000);
  expect(stallAfter([{ answerMs: 1 }], undefined)).toBe(150_000);
  expect(stallAfter([{ answerMs: 200_000 }, {}], undefined)).toBe(230_000);
  expect(stallAfter([{ answerMs: 200_000 }, {}], 1_000)).toBe(150_000);
  expect(stallAfter([{}], 400_000)).toBe(430_000);
});
