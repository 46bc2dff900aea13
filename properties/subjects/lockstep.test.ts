import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { scopeOf } from './worlds.ts';

test.each([
  ['queue', 'sqlite', 'small', 800],
  ['queue', 'sqlite', 'medium', 1500],
  ['queue', 'sqlite-file', 'medium', 60],
  ['queue', 'postgres', 'medium', 120],
  ['queue', 'postgres', 'large', 40],
  ['booking', 'sqlite', 'small', 500],
  ['booking', 'sqlite', 'medium', 1000],
  ['booking', 'postgres', 'medium', 120],
  ['booking', 'postgres', 'large', 60],
  ['authority', 'sqlite', 'small', 400],
  ['authority', 'sqlite', 'medium', 1000],
  ['authority', 'sqlite-file', 'medium', 40],
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
  expect(report.verdict === 'holds' || scope !== 'medium' || runs < 1000, JSON.stringify(report.reached)).toBe(true);
  expect(report.runs).toBe(runs);
});
