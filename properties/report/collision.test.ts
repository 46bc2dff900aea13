import { describe, expect, test } from 'vitest';
import { collisionChance } from '../../src/kernel/fingerprint.ts';
import { collisionCaveat, formatCollisionChance } from '../../src/report/collision.ts';

test('the chance of a collision is the squared number of states by two to the 65th', () => {
  expect([0, 1, 2, 2 ** 20].map(collisionChance)).toEqual([0, 2 ** -65, 2 ** -63, 2 ** -25]);
});

describe('the chance of a collision reads as plain words, and never as less than it is', () => {
  test.each([
    [0, 'less than 1 in a trillion'],
    [6_000, 'less than 1 in a trillion'],
    [7_000, 'at most 1 in 700 billion'],
    [1_000_000, 'at most 1 in 30 million'],
    [100_000_000, 'at most 1 in 3 thousand'],
  ])('of %i states', (states, words) => {
    expect(formatCollisionChance(collisionChance(states))).toBe(words);
  });
});

test('a verdict names the chance of a collision above one in a million only', () => {
  expect(collisionCaveat(collisionChance(6_000_000))).toBe('');
  expect(collisionCaveat(1e-6)).toBe('');
  expect(collisionCaveat(collisionChance(7_000_000))).toBe(
    '; the chance that a collision of fingerprints hid a state is at most 1 in 700 thousand',
  );
});
