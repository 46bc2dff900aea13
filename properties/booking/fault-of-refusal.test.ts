import { expect, test } from 'vitest';
import type { BookingCommand, BookingPolicies } from '../../src/alphabets/booking.ts';
import { runToViolation } from '../../src/check/run.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';

/** Without the version check the second write comes to the constraint, which refuses a third unit of two. */
const before: readonly BookingCommand[] = [
  { type: 'read', client: 'c1', request: 1, resource: 'r1', units: 1, isHold: false },
  { type: 'decide', client: 'c1' },
  { type: 'read', client: 'c2', request: 1, resource: 'r1', units: 2, isHold: false },
  { type: 'persist', client: 'c1' },
  { type: 'decide', client: 'c2' },
];
const faults = ['timeout', 'lostBeforeCommit', 'lostAfterCommit'] as const;
const runs = ['sqlite', 'postgres'].flatMap((system) => faults.map((fault) => ({ system, fault })));

test.each(runs)('on $system $fault strikes also where the constraint refuses', async ({ system, fault }) => {
  const policies = policiesWithout(booking, ['versionCheck']) as BookingPolicies;
  const scope = booking.scopes['small'];
  if (scope === undefined) throw new Error('booking has no small scope');
  const setup = setUp(booking, { system, policies, scope });
  expect(await runToViolation(setup, [...before, { type: 'persist', client: 'c2', fault }])).toBeNull();
});
