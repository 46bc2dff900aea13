import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { scopeOf } from './worlds.ts';

test.each([
  ['queue', 'sqlite', 'medium', 15_000],
  ['queue', 'sqlite', 'large', 5000],
  ['queue', 'sqlite-file', 'medium', 1000],
  ['queue', 'postgres', 'medium', 1000],
  ['queue', 'postgres', 'large', 500],
  ['booking', 'sqlite', 'medium', 10_000],
  ['booking', 'sqlite', 'large', 5000],
  ['booking', 'sqlite-file', 'medium', 1000],
  ['booking', 'postgres', 'medium', 1000],
  ['booking', 'postgres', 'large', 500],
  ['authority', 'sqlite', 'medium', 10_000],
  ['authority', 'sqlite', 'large', 5000],
  ['authority', 'sqlite-file', 'medium', 1000],
])('the %s as shipped agrees with its model on %s in the %s scope, in %i runs', async (name, system, scope, runs) => {
  const subject = subjectOf(name);
  const policies = allPolicies(subject);
  const how = { system, policies, scope: scopeOf(subject, scope), length: 20, seed: 2 };
  const report = await check(subject, { ...how, runs });
  expect(report).toMatchObject({ counterexample: null, runs });
  // The coverage goals are those of the usual scope.
  expect(report.verdict === 'holds' || scope !== 'medium', JSON.stringify(report.reached)).toBe(true);
});
