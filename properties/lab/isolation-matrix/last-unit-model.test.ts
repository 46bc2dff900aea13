import { expect, test } from 'vitest';
import { explore } from '../../../src/explore/explore.ts';
import { lastUnitModel } from '../../../src/lab/isolation-matrix/booking/last-unit-model.ts';
import { booking } from '../../../src/subjects/booking/subject.ts';
import { scopeOf, without } from '../../booking/worlds.ts';

test('two clients may get every outcome but two bookings of the last unit', async () => {
  const { isComplete, violations, outcomes } = await explore(lastUnitModel);
  expect({ isComplete, violations }).toEqual({ isComplete: true, violations: [] });
  expect(outcomes).toEqual({ book: { booked: 4, full: 2, outdated: 6, refused: 12 } });
  const afterOne = { booked: 2, called: ['c1'] };
  const endings = lastUnitModel.endings?.(afterOne, { type: 'book', client: 'c2' }) ?? [];
  expect(endings.map(({ outcome }) => outcome)).toEqual([
    { type: 'full' },
    { type: 'outdated' },
    { type: 'refused', code: '40001' },
    { type: 'refused', code: '23P01' },
  ]);
  expect(endings.map(({ state }) => state)).toEqual(endings.map(() => ({ booked: 2, called: ['c1', 'c2'] })));
});

test('its invariant is that of the booking, and a booking too many violates it', () => {
  const [invariant, ...others] = lastUnitModel.invariants;
  expect(others).toEqual([]);
  const { invariants } = booking.model(without(), scopeOf('small'));
  expect(invariants.find(({ id }) => id === invariant?.id)?.says).toBe(invariant?.says);
  if (invariant === undefined || !('holds' in invariant)) throw new Error('it is an invariant of states');
  expect([1, 2, 3].map((booked) => invariant.holds({ booked }))).toEqual([true, true, false]);
});
