import { join } from 'node:path';
import { test } from 'vitest';
import type { PreventionByFix, Scenario } from '../corpus/scenarios.ts';
import type { Trace } from '../corpus/trace.ts';
import { readTrace } from '../corpus/trace.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Setup } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { subjectAround } from '../testing/subject-around.ts';

/** A subject under the policies of a failure mode, beside one of its systems. */
export type FailureModeSetup = Setup<unknown, Command, Outcome, unknown>;

/** The trace of the failure mode with these tests. */
export function readTraceBeside(testsFolder: string): Promise<Trace> {
  return readTrace(join(testsFolder, '../trace.json'));
}

/** The subject of a failure mode with these tests. */
export function readSubject({ subject }: Scenario, testsFolder: string): Promise<AnySubject> {
  return subjectAround(testsFolder, subject);
}

/** The commands of the scenario, with its recovery after them. */
export function wholeRunOf({ commands, recovery = [] }: Scenario): readonly Command[] {
  return [...commands, ...recovery];
}

/** A test of the correct behaviour. It is expected to fail as long as the bug is open. */
export function testOfFix({ isFixed }: PreventionByFix): typeof test | typeof test.fails {
  return isFixed ? test : test.fails;
}
