import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweep } from '../../src/check/sweep.ts';
import { pairOf } from '../../src/check/run.ts';
import { planSweep, sweepSubject } from '../../src/cli/sweep.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { failpointsNamedOn } from './failpoints-named.ts';

const subject = subjectOf('booking');
const planned = planSweep(subject, await readFailureModes(join(import.meta.dirname, '../../failure_modes')));
const stories = planned.slice(0, subject.stories?.length);
const signal = new AbortController().signal;

test.each([
  ['sqlite', planned],
  // The failure modes take ten times as long there: they are for sweep.long.test.ts.
  ['postgres', stories],
] as const)(
  'on %s nothing falls that a policy protects, whoever dies where, and somebody died everywhere',
  async (system, runs) => {
    const swept = await sweepSubject(subject, system, runs, signal);
    expect(swept.rows.flatMap(({ title, falls }) => falls.map(({ violation }) => [title, violation.name]))).toEqual([]);
    expect(swept.verdict).toBe('holds');
    const named = failpointsNamedOn(system);
    expect(named).toHaveLength(15);
    expect(named.filter((name) => (swept.killedAt[name] ?? 0) === 0)).toEqual([]);
  },
);

/** What stands behind another shows only where that one is off as well. */
const policySets = Object.entries(subject.policies).map(([name, { protects, behind }]) => ({
  off: behind === undefined ? [name] : [behind.policy, name],
  unprotected:
    behind === undefined ? protects : [...(subject.policies[behind.policy]?.protects ?? []), ...behind.protects],
}));

test.each(policySets)(
  'without $off a crash breaks what it protects, and nothing else',
  async ({ off, unprotected }) => {
    const policies = policiesWithout(subject, off);
    const fallen = new Set<string>();
    for (const { scope, commands } of planned) {
      const { falls } = await sweep(pairOf(subject, { system: 'sqlite', policies, scope }), commands);
      for (const { violation } of falls) fallen.add(violation.name);
    }
    expect([...fallen].filter((name) => !unprotected.includes(name))).toEqual([]);
    expect(fallen.size).toBeGreaterThan(0);
  },
);
