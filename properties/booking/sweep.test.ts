import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Sweep } from '../../src/check/sweep-subject.ts';
import { planSweep, sweepSubject } from '../../src/check/sweep-subject.ts';
import { sweep } from '../../src/check/sweep.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { sentencesOf } from '../../src/report/legend.ts';
import { renderSweep } from '../../src/report/sweep.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { expectQuoted } from '../quoted.ts';
import { failpointsNamedOn } from './failpoints-named.ts';

const subject = subjectOf('booking');
const planned = planSweep(subject, await readFailureModes(join(import.meta.dirname, '../../failure_modes')));
const namedRuns = planned.slice(0, subject.namedRuns?.length);
/** Each once, whatever is off in it. */
const runs = planned.filter(({ without }) => without.length === 0);
const signal = new AbortController().signal;

function expectHolding(system: 'sqlite' | 'postgres', { rows, verdict, killedAt, answers }: Sweep): void {
  expect(rows.flatMap(({ title, violations }) => violations.map(({ violation }) => [title, violation.name]))).toEqual(
    [],
  );
  expect(verdict).toBe('holds');
  const named = failpointsNamedOn(system);
  expect(named).toHaveLength(15);
  expect(named.filter((name) => (killedAt[name] ?? 0) === 0)).toEqual([]);
  // Whoever dies answers nothing.
  expect(Object.keys(answers)).toEqual(['crashed']);
}

test('no crash at a failpoint violates a protected invariant, as its page shows', async () => {
  const swept = await sweepSubject(subject, 'sqlite', planned, { signal });
  expectHolding('sqlite', swept);
  const reported = renderSweep(swept, { sentences: sentencesOf(subject) }).map(stripVTControlCharacters);
  const document = readFileSync(join(import.meta.dirname, '../../docs/subjects/booking.md'), 'utf8');
  expect(document).toContain(`\`\`\`\n${reported.join('\n')}\n\`\`\``);
  expectQuoted('docs/subjects/booking.md', `each of the ${failpointsNamedOn('sqlite').length} failpoints in the code`);
  expect(reported.filter((line) => line.length > 80)).toEqual([]);
});

// The failure modes take ten times as long there: they are for sweep.long.test.ts.
test('nor on postgres, in ordinary work', async () => {
  expectHolding('postgres', await sweepSubject(subject, 'postgres', namedRuns, { signal }));
});

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
    const violated = new Set<string>();
    for (const { scope, commands } of runs) {
      const { violations } = await sweep(setUp(subject, { system: 'sqlite', policies, scope }), commands);
      for (const { violation } of violations) violated.add(violation.name);
    }
    expect([...violated].filter((name) => !unprotected.includes(name))).toEqual([]);
    expect(violated.size).toBeGreaterThan(0);
  },
);
