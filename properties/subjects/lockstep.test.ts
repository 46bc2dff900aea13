import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { scopeOf } from './worlds.ts';

// In the small scope every edge of a part is driven besides (space.test.ts); many times as many runs: lockstep.long.test.ts.
test.each([
  ['queue', 'sqlite', 'small', 200],
  ['queue', 'sqlite', 'medium', 500],
  ['queue', 'sqlite-file', 'medium', 30],
  ['queue', 'postgres', 'medium', 40],
  ['queue', 'postgres', 'large', 15],
  ['booking', 'sqlite', 'small', 200],
  ['booking', 'sqlite', 'medium', 500],
  ['booking', 'postgres', 'medium', 40],
  ['booking', 'postgres', 'large', 20],
  ['authority', 'sqlite', 'small', 150],
  ['authority', 'sqlite', 'medium', 500],
  ['authority', 'sqlite-file', 'medium', 20],
])('the %s as shipped agrees with its model on %s in the %s scope', async (name, system, scope, runs) => {
  const subject = subjectOf(name);
  const policies = allPolicies(subject);
  const report = await check(subject, {
    system,
    policies,
    scope: scopeOf(subject, scope),
    runs,
    length: 20,
    seed: 1,
  });
  expect(report.counterexample).toBeNull();
  // The coverage goals are those of the usual scope, for enough runs.
  expect(report.verdict === 'holds' || scope !== 'medium' || runs < 500, JSON.stringify(report.reached)).toBe(true);
  expect(report.runs).toBe(runs);
});
