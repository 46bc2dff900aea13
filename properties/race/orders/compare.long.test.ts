import { expect, test } from 'vitest';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import { booking } from '../../../src/subjects/booking/subject.ts';
import { queue } from '../../../src/subjects/queue/subject.ts';
import { comparePairs } from './compare.ts';

const subjects: [string, AnySubject, number][] = [
  ['queue', queue, 3],
  ['booking', booking, 6],
];

test.each(subjects)('the orders of 25 pairs of %s miss no outcome of a schedule', async (_name, subject, depth) => {
  const compared = await comparePairs(subject, { depth, count: 25 });
  expect(compared).toHaveLength(25);
  for (const { all, orders } of compared) {
    expect([...all.strayed, ...orders.strayed]).toEqual([]);
    expect(orders.outcomes).toEqual(all.outcomes);
    expect(orders.runs).toBeLessThanOrEqual(all.runs);
  }
});
