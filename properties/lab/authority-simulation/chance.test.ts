import { expect, test } from 'vitest';
import { chanceOf, exponential, lomax, uniform } from '../../../src/lab/authority-simulation/simulation/chance.ts';
import { createDurations } from '../../../src/lab/authority-simulation/simulation/durations.ts';
import { createEpisodes } from '../../../src/lab/authority-simulation/simulation/links.ts';

const draws = 100_000;

function sample(draw: () => number): number[] {
  return Array.from({ length: draws }, draw);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('each concern has its own stream, and draws from one leave the others unchanged', () => {
  const [one, two] = [chanceOf(7), chanceOf(7)];
  sample(() => uniform(one.messages));
  expect(sample(() => uniform(one.faults))).toEqual(sample(() => uniform(two.faults)));
  const firsts = Object.values(chanceOf(7)).map((stream) => uniform(stream));
  expect(new Set(firsts).size).toBe(firsts.length);
});

test('memoryless waits have the given mean, and spells a third of their scale', () => {
  const { messages } = chanceOf(1);
  expect(mean(sample(() => exponential(messages, 40)))).toBeCloseTo(40, -0.3);
  const lengths = sample(() => lomax(messages, 130)).toSorted((a, b) => a - b);
  expect(Math.abs(mean(lengths) - 130 / 3)).toBeLessThan(1);
  // Of shape 4: above t, (1 + t / scale) ** -4 of them.
  const above150 = lengths.filter((length) => length > 150).length / draws;
  expect(Math.abs(above150 - (1 + 150 / 130) ** -4)).toBeLessThan(0.003);
});

test('a link is in a spell for the given share of time, the same spell both ways', () => {
  const episodes = createEpisodes(chanceOf(1).links, { servers: 4, share: 0.1, scaleMs: 130 });
  const struck = Array.from({ length: 400_000 }, (_, step) => {
    const there = episodes.strike(1, 3, step * 5);
    return there === episodes.strike(3, 1, step * 5) ? there : null;
  });
  expect(struck).not.toContain(null);
  const share = struck.filter(Boolean).length / struck.length;
  expect(Math.abs(share - 0.1)).toBeLessThan(0.006);
  // What is asked five milliseconds later is nearly always the same: spells last.
  const changes = struck.filter((now, step) => step > 0 && now !== struck[step - 1]).length;
  expect(changes).toBeLessThan(struck.length / 40);
});

test('no spell strikes where there is none', () => {
  const episodes = createEpisodes(chanceOf(1).links, { servers: 2, share: 0, scaleMs: 130 });
  expect(Array.from({ length: 1000 }, (_, step) => episodes.strike(0, 1, step * 100)).some(Boolean)).toBe(false);
});

test('durations say the same as their sorted list, to a tenth of a millisecond', () => {
  const { messages } = chanceOf(3);
  const durations = createDurations();
  const list = Array.from({ length: 5000 }, () => exponential(messages, 400));
  for (const ms of list) durations.add(ms);
  const sorted = list.toSorted((a, b) => a - b);
  const { count, averageMs, p50Ms, p99Ms, leastMs, mostMs } = durations.summary();
  expect(count).toBe(5000);
  const expected = [mean(list), sorted[2499], sorted[4949], sorted[0], sorted[4999]];
  for (const [place, value] of [averageMs, p50Ms, p99Ms, leastMs, mostMs].entries()) {
    expect(Math.abs((value ?? 0) - (expected[place] ?? 0))).toBeLessThanOrEqual(0.051);
  }
  const within = list.filter((ms) => ms >= 50 && ms <= 1500).length / 5000;
  expect(Math.abs(durations.shareWithin(50, 1500) - within)).toBeLessThan(0.001);
  expect(createDurations().summary()).toMatchObject({ count: 0, averageMs: null, p99Ms: null });
});
