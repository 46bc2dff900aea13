import { join } from 'node:path';
import type { PreventionByPolicy, PreventionBySystem, Reach, Scenario } from '../corpus/scenario.ts';
import type { Trace } from '../corpus/trace.ts';
import { readTrace } from '../corpus/trace.ts';
import { ConfigurationError } from '../kernel/configuration.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Setup } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { readSubjectFile, subjectAround } from '../testing/subject-around.ts';

/** A subject under the policies of a failure mode, beside one of its systems. */
export type FailureModeSetup = Setup<unknown, Command, Outcome, unknown>;

/** The trace of the failure mode with these tests. */
export function readTraceBeside(testsFolder: string): Promise<Trace> {
  return readTrace(join(testsFolder, '../trace.json'));
}

/** The subject of a failure mode with these tests. */
export function readSubject(
  { subject, subjectFile }: Pick<Scenario, 'subject' | 'subjectFile'>,
  testsFolder: string,
): Promise<AnySubject> {
  if (subjectFile === undefined) return subjectAround(testsFolder, subject);
  return readSubjectFile(join(testsFolder, '..'), subjectFile);
}

/** The commands of the scenario, with its recovery after them. */
export function wholeRunOf({ commands, recovery = [] }: Scenario): readonly Command[] {
  return [...commands, ...recovery];
}

/** How far the runs near a scenario go beyond it. */
export function formatReach({ further }: Reach): string {
  return further === 1 ? 'one command' : `${further} commands`;
}

/** The policies that prevent a failure mode. Throws `ConfigurationError` for a bug, which has a regression test alone. */
export function preventionByPolicy({ id, prevention }: Scenario): PreventionByPolicy {
  if (prevention.by === 'policy') return prevention;
  if (prevention.by === 'system')
    throw new ConfigurationError(`${id} is prevented by a system, and its subject has a model`);
  throw new ConfigurationError(`no policy prevents ${id}: testRegression defines its test`);
}

/** The system of a contract that has the fix. Throws `ConfigurationError` for a bug, which has a regression test alone. */
export function preventionBySystem({ id, prevention }: Scenario): PreventionBySystem {
  if (prevention.by === 'system') return prevention;
  throw new ConfigurationError(`no system has the fix of ${id}: testRegression defines its test`);
}
