import { expect, test } from 'vitest';
import { chanceWithin, formatChance } from '../../src/report/chance.ts';
import { formatDuration, formatTime } from '../../src/report/duration.ts';
import { formatCount, formatNumber, formatPercent, sumOf } from '../../src/report/numbers.ts';

test('numbers have their thousands set apart', () => {
  expect([0, 1, 999, 1000, 1_000_000].map(formatNumber)).toEqual(['0', '1', '999', '1,000', '1,000,000']);
});

test('one thing is singular, and any other count is plural', () => {
  expect([0, 1, 2, 1_000_000].map((count) => formatCount(count, 'run'))).toEqual([
    '0 runs',
    '1 run',
    '2 runs',
    '1,000,000 runs',
  ]);
});

test('a share that is not all of it never rounds up to 100 %', () => {
  expect([0, 0.0004, 0.5, 0.9999, 1].map(formatPercent)).toEqual(['0.0 %', '0.0 %', '50.0 %', '99.9 %', '100.0 %']);
});

test('a small chance never rounds down to nothing, nor a large one up to 100 %', () => {
  expect([0, 1e-7, 0.0002, 0.25, 0.99999, 1].map(formatChance)).toEqual([
    '0 %',
    '1e-5 %',
    '0.02 %',
    '25.0 %',
    '99.9 %',
    '100.0 %',
  ]);
  expect(chanceWithin(0, 0.5)).toBe(0);
});

test('durations are in seconds up to 90 s, then in minutes, then in hours', () => {
  expect([0, 89.4, 90, 4800, 5400, 86_400].map(formatDuration)).toEqual([
    '0 s',
    '89 s',
    '2 min',
    '80 min',
    '1 h 30 min',
    '24 h 0 min',
  ]);
});

test('a time of day is to the minute, in UTC', () => {
  expect(formatTime('2024-01-31T07:05:59.123Z')).toBe('2024-01-31 07:05 UTC');
});

test('the sum of no numbers is 0', () => {
  expect([sumOf([]), sumOf([1, 2, 3])]).toEqual([0, 6]);
});
