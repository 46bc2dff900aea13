import { expect, test } from 'vitest';
import { driveEdges } from '../../src/explore/drive.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { openBooking } from '../../src/subjects/booking/systems.ts';
import { scopeOf, without } from './worlds.ts';

/** On SQLite every edge of the small scope is driven in each `npm test` (properties/subjects/space.test.ts). */
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
  console.log(`${steps} commands in ${runs} runs, ${Math.round(timing.seconds)} s`);
}, 7_200_000);
