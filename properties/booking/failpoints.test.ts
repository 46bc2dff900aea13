import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBooking, booking } from '../../src/subjects/booking.ts';
import { failpointsReached } from '../subjects/failpoints-reached.ts';
import { scopeOf, without } from './worlds.ts';

const folder = join(import.meta.dirname, '../../src/real/booking/sqlite');

/** Every transaction, as the code names it, and the failpoints in it and beside it. */
const named = readdirSync(folder)
  .flatMap((file) =>
    Array.from(readFileSync(join(folder, file), 'utf8').matchAll(/durably(?:<\w+>)?\(\s*context,\s*'([^']+)'/g)),
  )
  .flatMap(([, step]) => ['connect', 'beforeCommit', 'afterCommit'].map((place) => `${step}.${place}`));

test('every failpoint of every transaction is reached by random runs', async () => {
  const open = openBooking['sqlite'];
  if (open === undefined) throw new Error('booking has no sqlite');
  const reached = await failpointsReached(booking, open, { scope: scopeOf('medium'), policySets: [without()] });
  expect(named).toHaveLength(15);
  expect(named.filter((name) => !reached.has(name))).toEqual([]);
});
