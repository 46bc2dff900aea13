import { describe, expect, test } from 'vitest';
import { firingsOf } from './alerting.ts';
import { queryOf } from './promql.ts';
import type { Sample, Scraped } from './series.ts';
import { samplesOf, seriesOf } from './series.ts';

const everyMs = 15_000;

/** One scrape for each column, with what stands there; nothing where there is `null`. */
function scraped(rows: Readonly<Record<string, readonly (number | null)[]>>): Scraped {
  const columns = Object.values(rows)[0]?.length ?? 0;
  const scrapes = Array.from({ length: columns }, (_, at) =>
    Object.entries(rows).flatMap(([series, values]): Sample[] => {
      const value = values[at] ?? null;
      return value === null ? [] : samplesOf(`${series} ${value}`);
    }),
  );
  return seriesOf(scrapes, everyMs);
}

function answer(expression: string, of: Scraped, at: number, version: 2 | 3 = 3): [string, number][] {
  return queryOf(expression)(of, { at, version }).map(({ labels, value }) => [JSON.stringify(labels), value]);
}

/** The answer, where it is one number. */
function valueOf(expression: string, of: Scraped, at: number, version: 2 | 3 = 3): number | undefined {
  return answer(expression, of, at, version)[0]?.[1];
}

/** A counter that grows by this at every scrape. */
function growing(step: number, scrapes: number): number[] {
  return Array.from({ length: scrapes }, (_, at) => at * step);
}

describe('the evaluator', () => {
  test('takes a rate per second over a range, to its edges in both versions', () => {
    const steady = scraped({ x_total: growing(30, 30) });
    for (const version of [2, 3] as const) {
      expect(valueOf('rate(x_total[5m])', steady, 25, version)).toBeCloseTo(2, 10);
      expect(valueOf('increase(x_total[5m])', steady, 25, version)).toBeCloseTo(600, 10);
    }
    // Five minutes ago there was one jump: version 2 has the sample before it, and version 3 has not.
    const jump = scraped({ x_total: [0, ...Array.from({ length: 20 }, () => 10)] });
    expect(valueOf('increase(x_total[5m])', jump, 20, 2)).toBeCloseTo(10, 10);
    expect(valueOf('increase(x_total[5m])', jump, 20, 3)).toBe(0);
  });

  test('assumes no counter below zero, and no growth long before its first sample', () => {
    const fresh = scraped({ x_total: [null, null, 0, 10, 20] });
    expect(valueOf('increase(x_total[5m])', fresh, 4)).toBe(20);
    const late = scraped({ x_total: [null, null, 100, 110, 120] });
    // Half a distance between two samples is all that is added before the first.
    expect(valueOf('increase(x_total[5m])', late, 4)).toBeCloseTo(20 * (37.5 / 30), 10);
  });

  test('goes on where a counter begins again from zero', () => {
    const restarted = scraped({ x_total: [100, 110, 5, 15] });
    expect(valueOf('increase(x_total[1m])', restarted, 3)).toBeCloseTo(25 * (60 / 45), 10);
  });

  test('has no answer from one sample alone, nor for what a scrape did not find', () => {
    expect(answer('rate(x_total[5m])', scraped({ x_total: [7] }), 0)).toEqual([]);
    expect(answer('x', scraped({ x: [1, null] }), 1)).toEqual([]);
    expect(answer('y > 0', scraped({ x: [1] }), 0)).toEqual([]);
  });

  test('compares, and picks by labels', () => {
    const up = scraped({ 'up{job="a",instance="1"}': [0], 'up{job="a",instance="2"}': [1], 'up{job="b"}': [0] });
    expect(answer('up{job="a"} == 0', up, 0)).toEqual([['{"job":"a","instance":"1","__name__":"up"}', 0]]);
    expect(answer('up > 0', up, 0)).toHaveLength(1);
    expect(answer('up < 1', up, 0)).toHaveLength(2);
  });

  test('sums and takes the most, over all or by labels', () => {
    const active = scraped({ 'x{s="1",p="a"}': [3], 'x{s="2",p="a"}': [4], 'x{s="2",p="b"}': [5] });
    expect(answer('sum(x)', active, 0)).toEqual([['{}', 12]]);
    expect(answer('max(x)', active, 0)).toEqual([['{}', 5]]);
    expect(answer('max by (s) (x)', active, 0)).toEqual([
      ['{"s":"1"}', 3],
      ['{"s":"2"}', 5],
    ]);
    expect(answer('sum(x) by (p)', active, 0)).toEqual([
      ['{"p":"a"}', 7],
      ['{"p":"b"}', 5],
    ]);
  });

  test('divides what has the same labels, and nothing compares with nothing by nothing', () => {
    const both = scraped({ 'x{s="1"}': [3], 'x{s="2"}': [4], 'y{s="2"}': [8] });
    expect(answer('x / y', both, 0)).toEqual([['{"s":"2"}', 0.5]]);
    const none = scraped({ x: [0], y: [0] });
    expect(answer('x / y', none, 0)).toEqual([['{}', Number.NaN]]);
    expect(answer('x / y > 0', none, 0)).toEqual([]);
    expect(answer('x / y < 1', none, 0)).toEqual([]);
  });

  test('finds a quantile within its bucket, and no higher than the last bound', () => {
    const rows = { 'x_bucket{le="0.1"}': [80], 'x_bucket{le="0.2"}': [100], 'x_bucket{le="+Inf"}': [100] };
    expect(valueOf('histogram_quantile(0.9, x_bucket)', scraped(rows), 0)).toBeCloseTo(0.15, 10);
    expect(valueOf('histogram_quantile(0.4, x_bucket)', scraped(rows), 0)).toBeCloseTo(0.05, 10);
    const beyond = { ...rows, 'x_bucket{le="+Inf"}': [200] };
    expect(valueOf('histogram_quantile(0.9, x_bucket)', scraped(beyond), 0)).toBe(0.2);
    const empty = { 'x_bucket{le="0.1"}': [0], 'x_bucket{le="+Inf"}': [0] };
    expect(valueOf('histogram_quantile(0.9, x_bucket)', scraped(empty), 0)).toBeNaN();
  });

  test.each([
    ['rate(x[5m]', 'no PromQL from character'],
    ['x >', 'no PromQL from character'],
    ['avg(x)', "'avg(x)' is not understood in: avg(x)"],
    ['sum without (s) (x)', 'is not understood'],
    ['rate(x[5m] offset 1m)', "'rate(x[5m] offset 1m)' is not understood"],
    ['rate(x[1h])', "'1h' is not understood"],
    ['x{s=~"1"} > 0', '\'s=~"1"\' is not understood'],
    ['x > bool 0', 'is not understood'],
    ['x > y', "'y' is not understood"],
    ['x / on (s) y', 'is not understood'],
    ['x * 2', 'is not understood'],
    ['x and y', 'is not understood'],
    ['absent(x)', 'is not understood'],
    ['3', "'3' is not understood"],
    ['{s="1"}', 'is not understood'],
  ])('refuses %s', (expression, because) => {
    expect(() => queryOf(expression)).toThrow(because);
  });
});

describe('an alert', () => {
  const rule = { alert: 'Planted', labels: { severity: 'warning' as const }, annotations: {} };

  function firesAt(expr: string, lasting: string, values: readonly (number | null)[]): number[] {
    return firingsOf({ ...rule, expr, for: lasting }, scraped({ x: values }), 3).flatMap(({ at }) => at);
  }

  test('fires once it has lasted for as long as it asks, and not before', () => {
    expect(firesAt('x > 0', '0s', [0, 1, 1, 0])).toEqual([1, 2]);
    expect(firesAt('x > 0', '30s', [0, 1, 1, 1, 1, 0])).toEqual([3, 4]);
    expect(firesAt('x > 0', '1m', [1, 1, 1, 1])).toEqual([]);
  });

  test('begins anew where it lapsed in between, and where nothing was found', () => {
    expect(firesAt('x > 0', '30s', [1, 1, 0, 1, 1, 1])).toEqual([5]);
    expect(firesAt('x > 0', '30s', [1, 1, null, 1, 1, 1])).toEqual([5]);
  });

  test('is one for each set of labels', () => {
    const two = scraped({ 'x{s="1"}': [1, 0, 1], 'x{s="2"}': [0, 1, 1] });
    expect(firingsOf({ ...rule, expr: 'x > 0', for: '15s' }, two, 3)).toEqual([{ labels: { s: '2' }, at: [2] }]);
  });
});

test('what is no exposition is refused', () => {
  expect(() => samplesOf('x{s="1"} many')).toThrow('no sample: x{s="1"} many');
  expect(() => seriesOf([[...samplesOf('x 1'), ...samplesOf('x 2')]], everyMs)).toThrow('twice in one scrape');
});
