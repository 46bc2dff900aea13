import { expect, test } from 'vitest';
import { booking } from '../../src/subjects/booking/subject.ts';
import { openBooking } from '../../src/subjects/booking/systems.ts';
import { failpointsReached } from '../subjects/failpoints-reached.ts';
import { failpointsNamedOn } from './failpoints-named.ts';
import { scopeOf, without } from './worlds.ts';

test.each(['sqlite', 'postgres'] as const)(
  'on %s every failpoint of every transaction is reached by random runs',
  async (database) => {
    const open = openBooking[database];
    if (open === undefined) throw new Error(`booking has no ${database}`);
    const named = failpointsNamedOn(database);
    const reached = await failpointsReached(booking, open, {
      scope: scopeOf('medium'),
      policySets: [without()],
      until: named,
    });
    expect(named).toHaveLength(15);
    expect(named.filter((name) => !reached.has(name))).toEqual([]);
  },
);

test('the transactions are the same on each database', () => {
  expect(failpointsNamedOn('postgres')).toEqual(failpointsNamedOn('sqlite'));
});
