import { expect, test } from 'vitest';
import { driveEdges } from '../../src/explore/drive.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { formatNumber } from '../../src/report/numbers.ts';
import { openBooking } from '../../src/subjects/booking/systems.ts';
import { expectQuoted } from '../quoted.ts';
import { scopeOf, without } from './worlds.ts';

/** On SQLite properties/subjects/edges.long.test.ts drives every edge. */
test('Postgres agrees with the model on every edge of the small scope', async () => {
  const [policies, scope] = [without(), scopeOf('small')];
  const open = openBooking['postgres'];
  if (open === undefined) throw new Error('booking has no postgres');
  const driven = await driveEdges(
    { model: bookingModel(policies, scope), open: () => open(policies, scope) },
    { maxStates: 10_000 },
  );
  expect(driven).toMatchObject({ states: 8409, edges: 26_388, drivenEdges: 26_388, violations: [] });
  const { steps, runs, timing } = driven;
  console.log(`driven in ${Math.round(timing.seconds)} s`);
  expectQuoted('docs/subjects/booking.md', `${formatNumber(steps)} commands in ${formatNumber(runs)} runs`);
});
