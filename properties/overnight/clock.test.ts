import { expect, test } from 'vitest';
import { watchWallClock } from '../../src/overnight/clock.ts';

test('a wall clock that is set by more than a minute is noticed once, forward and back', () => {
  let [passedMs, setMs] = [5000, 0];
  const startedMs = Date.parse('2026-01-01T20:00:00Z');
  const setSinceMs = watchWallClock({
    monotonicMs: () => passedMs,
    now: () => new Date(startedMs + passedMs + setMs),
  });
  expect(setSinceMs()).toBe(0);
  passedMs += 7_200_000;
  expect(setSinceMs()).toBe(0);
  setMs = 60_000;
  expect(setSinceMs()).toBe(0);
  setMs = 60_001;
  expect(setSinceMs()).toBe(60_001);
  expect(setSinceMs()).toBe(0);
  passedMs += 1000;
  setMs -= 3_600_000;
  expect(setSinceMs()).toBe(-3_600_000);
  setMs -= 60_000;
  expect(setSinceMs()).toBe(0);
});
