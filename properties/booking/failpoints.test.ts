import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBooking, booking } from '../../src/subjects/booking.ts';
import { failpointsReached } from '../subjects/failpoints-reached.ts';
import { scopeOf, without } from './worlds.ts';

/** Every transaction, as the code of one database names it, and the failpoints in it and beside it. */
function namedOn(database: 'sqlite' | 'postgres'): string[] {
  const folder = join(import.meta.dirname, '../../src/real/booking', database);
  return readdirSync(folder)
    .flatMap((file) =>
      Array.from(readFileSync(join(folder, file), 'utf8').matchAll(/durably(?:<\w+>)?\(\s*context,\s*'([^']+)'/g)),
    )
    .flatMap(([, step]) => ['connect', 'beforeCommit', 'afterCommit'].map((place) => `${step}.${place}`));
}

test.each(['sqlite', 'postgres'] as const)(
  'on %s every failpoint of every transaction is reached by random runs',
  async (database) => {
    const open = openBooking[database];
    if (open === undefined) throw new Error(`booking has no ${database}`);
    const named = namedOn(database);
    const reached = await failpointsReached(booking, open, { scope: scopeOf('medium'), policySets: [without()] });
    expect(named).toHaveLength(15);
    expect(named.filter((name) => !reached.has(name))).toEqual([]);
  },
);

test('the transactions are the same on each database', () => {
  expect(namedOn('postgres')).toEqual(namedOn('sqlite'));
});
