import { expect, test } from 'vitest';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { racesWith, plantedRace } from './engine.ts';
import { compareFromRows } from './same-from-rows.ts';

const subjects = [
  ['queue', queue as unknown as AnySubject, 4, []],
  // The intake has jobs in its memory after one command.
  ['queue', queue as unknown as AnySubject, 1, ['durableIntake']],
  ['booking', booking as unknown as AnySubject, 4, []],
] as const;

test.each(subjects)('races of %s are the same from rows that are put back', async (_name, subject, depth, without) => {
  const policies = { ...allPolicies(subject), ...Object.fromEntries(without.map((policy) => [policy, false])) };
  const scope = subject.scopes['small'] ?? {};
  const { differing, ...counts } = await compareFromRows(subject, { scope, policies, depth, sample: 15 });
  expect(differing).toEqual([]);
  expect(counts.isGivenUp).toBe(false);
  expect(counts.putBack).toBeGreaterThan(counts.schedules / 2);
});

test('what moves may touch is the same from rows that are put back', async () => {
  const subject = queue as unknown as AnySubject;
  const scope = subject.scopes['small'] ?? {};
  const { differing, ...counts } = await compareFromRows(subject, { scope, depth: 3, sample: 10, orders: true });
  expect(differing).toEqual([]);
  expect(counts.putBack).toBeGreaterThan(0);
});

test('a bug found from rows that are put back is shown from the first command', async () => {
  const { found } = await racesWith(plantedRace('the grant does not ask again'));
  expect(found?.run).toMatchObject({ isFromStart: true });
});
