import { expect, test } from 'vitest';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { compareFromRows } from './same-from-rows.ts';

const subjects = [queue as unknown as AnySubject, booking as unknown as AnySubject];
/** All policies on, and each of them off alone. */
const settings = subjects.flatMap((subject) =>
  [[], ...Object.keys(subject.policies).map((policy) => [policy])].map((without) => ({
    subject,
    without,
    name: `${subject.name}, without ${without.join(', ') || 'no policy'}`,
  })),
);

test.each(settings)('every race from rows that are put back is the same: $name', async ({ subject, without }) => {
  const policies = { ...allPolicies(subject), ...Object.fromEntries(without.map((policy) => [policy, false])) };
  const scope = subject.scopes['small'] ?? {};
  // Whole with all policies on.
  const sample = without.length === 0 ? {} : { sample: 60 };
  const { differing, ...counts } = await compareFromRows(subject, { scope, policies, depth: 4, ...sample });
  console.log(JSON.stringify(counts));
  expect(differing).toEqual([]);
  expect(counts.isGivenUp).toBe(false);
});

test.each(subjects)('every order of moves, by what they may touch, is the same: $name', async (subject) => {
  const scope = subject.scopes['small'] ?? {};
  for (const answers of [false, true]) {
    const { differing, ...counts } = await compareFromRows(subject, {
      scope,
      answers,
      depth: 4,
      sample: 40,
      orders: true,
    });
    console.log(JSON.stringify(counts));
    expect(differing).toEqual([]);
    expect(counts.isGivenUp).toBe(false);
  }
});
