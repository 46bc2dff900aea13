/** A summary of durations, in milliseconds, to a tenth. All times are null if there are no durations. */
export interface DurationSummary {
  readonly count: number;
  readonly averageMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly leastMs: number | null;
  readonly mostMs: number | null;
}

/** Counts durations up to this by tenths of a millisecond, and keeps the few longer durations in full. */
const countedUpToMs = 1000;
const tenths = countedUpToMs * 10;

/** Any number of durations, in little memory. */
export interface Durations {
  add(ms: number): void;
  readonly count: number;
  summary(): DurationSummary;
  /** The share of durations within these bounds, both included, to a tenth of a millisecond. 0 without durations. */
  shareWithin(leastMs: number, mostMs: number): number;
}

export function createDurations(): Durations {
  const counts = new Uint32Array(tenths + 1);
  const longer: number[] = [];
  let count = 0;
  let sumMs = 0;
  let leastMs = Infinity;
  let mostMs = 0;

  function quantile(share: number): number {
    let left = Math.ceil(share * count);
    for (let tenth = 0; tenth <= tenths; tenth += 1) {
      left -= counts[tenth] ?? 0;
      if (left <= 0) return tenth / 10;
    }
    return rounded(longer.toSorted((one, two) => one - two)[left - 1] ?? mostMs);
  }

  return {
    add(ms) {
      count += 1;
      sumMs += ms;
      if (ms < leastMs) leastMs = ms;
      if (ms > mostMs) mostMs = ms;
      const tenth = Math.round(ms * 10);
      if (tenth > tenths) longer.push(ms);
      else counts[tenth] = (counts[tenth] ?? 0) + 1;
    },
    get count() {
      return count;
    },
    summary() {
      if (count === 0) return { count, averageMs: null, p50Ms: null, p99Ms: null, leastMs: null, mostMs: null };
      return {
        count,
        averageMs: rounded(sumMs / count),
        p50Ms: quantile(0.5),
        p99Ms: quantile(0.99),
        leastMs: rounded(leastMs),
        mostMs: rounded(mostMs),
      };
    },
    shareWithin(from, to) {
      const [first, last] = [Math.round(from * 10), Math.round(to * 10)];
      const short = counts.slice(first, last + 1).reduce((sum, more) => sum + more, 0);
      const long = longer.filter((ms) => ms >= from && ms <= to).length;
      return count === 0 ? 0 : (short + long) / count;
    },
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
