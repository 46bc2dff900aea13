import { expect, test } from 'vitest';
import { bookingMatrix } from '../../../src/lab/isolation-matrix/booking/booking-matrix.ts';
import { expectSameCounts } from './expect-same-counts.ts';

test('a race of each of the 24 cells has the counts of a scheduler beside the wire', async () => {
  const { patterns, settings } = bookingMatrix;
  const places = patterns.flatMap(({ name }) => settings.map((setting) => ({ pattern: name, setting })));
  expect(places).toHaveLength(24);
  await expectSameCounts(places);
}, 300_000);
