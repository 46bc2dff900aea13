import type { Sample } from './series.ts';

/** The instant at which a question is asked, by the number of its scrape, and of which Prometheus. */
export interface Instant {
  readonly at: number;
  /** A range of five minutes has a sample that is five minutes old in version 2, and has not in version 3. */
  readonly version: 2 | 3;
}

interface Range extends Instant {
  readonly everyMs: number;
  readonly rangeMs: number;
}

/**
 * By how much a counter grew within the range that ends at this scrape, or null where there are less than two samples:
 * from the first to the last of them, and as much more as Prometheus takes the time before and after them to have
 * brought (`extrapolatedRate` in its promql/functions.go).
 */
export function increaseOf(
  values: readonly (number | null)[],
  { at, version, everyMs, rangeMs }: Range,
): number | null {
  const oldest = version === 2 ? Math.floor(rangeMs / everyMs) : Math.ceil(rangeMs / everyMs) - 1;
  const begin = Math.max(0, at - oldest);
  const samples = values
    .slice(begin, at + 1)
    .flatMap((value, place) => (value === null ? [] : [{ value, ageMs: (at - begin - place) * everyMs }]));
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.length < 2) return null;
  const resets = samples.map(({ value }, place) => {
    const before = samples[place - 1]?.value ?? 0;
    return value < before ? before : 0;
  });
  const grown = last.value - first.value + resets.reduce((sum, lost) => sum + lost, 0);
  const sampledMs = first.ageMs - last.ageMs;
  const apartMs = sampledMs / (samples.length - 1);
  const outside = (ms: number): number => (ms < apartMs * 1.1 ? ms : apartMs / 2);
  // A counter cannot have been below zero.
  const sinceZeroMs = grown > 0 && first.value >= 0 ? sampledMs * (first.value / grown) : Infinity;
  const beforeMs = Math.min(outside(rangeMs - first.ageMs), sinceZeroMs);
  return grown * ((sampledMs + beforeMs + outside(last.ageMs)) / sampledMs);
}

/** The value below which this share of what a histogram counted lies, by the straight line within its bucket. */
export function quantileOf(quantile: number, samples: readonly Sample[]): number {
  const buckets = samples
    .map(({ labels, value }) => ({ bound: labels['le'] === '+Inf' ? Infinity : Number(labels['le']), count: value }))
    .toSorted((one, two) => one.bound - two.bound);
  const all = buckets.at(-1);
  if (all === undefined || all.bound !== Infinity || buckets.length < 2 || all.count === 0) return Number.NaN;
  const rank = quantile * all.count;
  const place = buckets.findIndex(({ count }) => count >= rank);
  const [before, bucket] = [buckets[place - 1] ?? { bound: 0, count: 0 }, buckets[place] ?? all];
  if (bucket.bound === Infinity) return before.bound;
  return before.bound + (bucket.bound - before.bound) * ((rank - before.count) / (bucket.count - before.count));
}
