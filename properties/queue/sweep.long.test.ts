import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planSweep, sweepSubject } from '../../src/check/sweep-subject.ts';
import { sweep } from '../../src/check/sweep.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { databaseFolders, failpointsNamedIn } from './durable-steps.ts';

const subject = subjectOf('queue');
const modes = await readFailureModes(join(import.meta.dirname, '../../failure_modes'));
const planned = planSweep(subject, modes);

test('a crash at each failpoint violates no protected invariant on postgres', async () => {
  const swept = await sweepSubject(subject, 'postgres', planned);
  expect(
    swept.rows.flatMap(({ title, violations }) => violations.map(({ violation }) => [title, violation.name])),
  ).toEqual([]);
  expect(swept.verdict).toBe('holds');
  const named = failpointsNamedIn(databaseFolders.postgres);
  expect(named.filter((name) => (swept.killedAt[name] ?? 0) === 0)).toEqual([]);
});

test.each(Object.entries(subject.policies))(
  'without %s a crash in any run breaks what it protects, and nothing else',
  async (policy, { protects }) => {
    const policies = policiesWithout(subject, [policy]);
    const violated = new Set<string>();
    for (const { scope, commands } of planned.filter(({ without }) => without.length === 0)) {
      const { violations } = await sweep(setUp(subject, { system: 'sqlite', policies, scope }), commands);
      for (const { violation } of violations) violated.add(violation.name);
    }
    expect([...violated].filter((name) => !protects.includes(name))).toEqual([]);
    expect(violated.size).toBeGreaterThan(0);
  },
);
