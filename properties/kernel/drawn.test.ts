import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { enabledLike, isAmong, namesOfDrawn } from '../../src/kernel/drawn.ts';

interface Pay {
  readonly type: string;
  readonly to?: string;
  readonly amount?: number;
  readonly note?: string;
}

const drawn = { pay: { amount: fc.nat(), note: fc.string() }, wait: { note: fc.string() } };
const enabled: readonly Pay[] = [
  { type: 'pay', to: 'a', amount: 1 },
  { type: 'pay', to: 'b', amount: 1 },
  { type: 'wait' },
];

test('a drawn field is named with the type of its command', () => {
  expect(namesOfDrawn(drawn)).toEqual(['pay.amount', 'pay.note', 'wait.note']);
  expect(namesOfDrawn(undefined)).toEqual([]);
});

test('the enabled commands like another have its type and its drawn values', () => {
  expect(enabledLike(drawn, enabled, { type: 'pay', to: 'c', amount: 7 })).toEqual([
    { type: 'pay', to: 'a', amount: 7 },
    { type: 'pay', to: 'b', amount: 7 },
  ]);
  expect(enabledLike(drawn, enabled, { type: 'wait' })).toEqual([{ type: 'wait' }]);
  expect(enabledLike(undefined, enabled, { type: 'wait' })).toEqual([{ type: 'wait' }]);
  expect(enabledLike(drawn, enabled, { type: 'end' })).toEqual([]);
});

test('a command is enabled with any value in a drawn field, and in no other', () => {
  expect(isAmong(drawn, enabled, { type: 'pay', to: 'a', amount: 7 })).toBe(true);
  expect(isAmong(drawn, enabled, { type: 'pay', to: 'c', amount: 1 })).toBe(false);
  expect(isAmong(undefined, enabled, { type: 'pay', to: 'a', amount: 7 })).toBe(false);
  expect(isAmong(undefined, enabled, { type: 'pay', to: 'a', amount: 1 })).toBe(true);
});

test('a drawn field that the enabled command lacks is not drawn there', () => {
  expect(isAmong(drawn, enabled, { type: 'pay', to: 'a', amount: 7, note: 'x' })).toBe(false);
  expect(isAmong(drawn, enabled, { type: 'wait', note: 'x' })).toBe(false);
});

test('a command that lacks a drawn field of the enabled one is another command', () => {
  expect(isAmong(drawn, enabled, { type: 'pay', to: 'a' })).toBe(false);
});
