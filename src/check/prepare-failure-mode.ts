import type { RunFailureMode } from '../corpus/failure-modes.ts';
import { outcomesOf } from '../corpus/fits.ts';
import type { FailureModeContents, SpecificationTexts } from '../corpus/promoted/contents.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Trace } from '../corpus/trace.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { contractModeFacts } from './contract/contract-mode-facts.ts';
import type { FailureModeFacts } from './failure-mode-facts.ts';
import { failureModeFacts } from './failure-mode-facts.ts';

export interface PrepareOptions {
  /** Words the facts for the specification: `specificationTexts`. */
  readonly texts: (subject: AnySubject, facts: FailureModeFacts) => SpecificationTexts;
  readonly signal?: AbortSignal | undefined;
  /** Of a failure mode that exists: no policy prevents it. */
  readonly isBug?: boolean;
  /** The system of a contract that has the fix. */
  readonly fixedOn?: string | undefined;
}

/** Finds the facts of a failure mode of commands, and words them. Nothing is written. */
export async function prepareFailureMode(
  subject: AnySubject,
  trace: Trace,
  naming: Naming,
  { texts: textsOf, ...options }: PrepareOptions,
): Promise<FailureModeContents> {
  const find = subject.contract === undefined ? failureModeFacts : contractModeFacts;
  const facts = await find(subject, trace, naming, options);
  const texts = textsOf(subject, facts);
  return { ...facts, scenario: { ...facts.scenario, foundBy: texts.foundBy }, texts };
}

/** The contents with the file of the subject and its export, from the folder of the failure mode; absent: a configuration has it. */
export function withSubjectFile(contents: FailureModeContents, subjectFile: string | undefined): FailureModeContents {
  if (subjectFile === undefined) return contents;
  const { id, title, subject, ...rest } = contents.scenario;
  return { ...contents, scenario: { id, title, subject, subjectFile, ...rest } };
}

/** The same of a failure mode that exists, from its scenario and its trace, as the present model has them. */
export async function prepareRefresh(
  subject: AnySubject,
  { without, scope, commands, prevention, subjectFile, ...naming }: RunFailureMode,
  read: Trace,
  options: Omit<PrepareOptions, 'isBug' | 'fixedOn'>,
): Promise<FailureModeContents> {
  const policies = policiesWithout(subject, without);
  const model = modelOnSystem(subject, { system: read.system, policies, scope });
  const outcomes = subject.contract === undefined ? outcomesOf(model, commands) : read.outcomes;
  const trace = { ...read, policies, scope, outcomes };
  const contents = await prepareFailureMode(subject, trace, naming, {
    ...options,
    isBug: prevention.by === 'fix',
    ...(prevention.by === 'system' && { fixedOn: prevention.system }),
  });
  return withSubjectFile(contents, subjectFile);
}
