import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planSweep, sweepSubject } from '../../src/check/sweep-subject.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { subjectOf } from '../../src/subjects/index.ts';

test('a crash at any failpoint violates no protected invariant on postgres', async () => {
  const subject = subjectOf('booking');
  const modes = await readFailureModes(join(import.meta.dirname, '../../failure_modes'));
  const swept = await sweepSubject(subject, 'postgres', planSweep(subject, modes));
  expect(
    swept.rows.flatMap(({ title, violations }) => violations.map(({ violation }) => [title, violation.name])),
  ).toEqual([]);
  expect(swept.verdict).toBe('holds');
});
