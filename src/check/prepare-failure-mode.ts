import type { FailureModeContents, SpecificationTexts } from '../corpus/promoted/contents.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { FailureModeFacts } from './failure-mode-facts.ts';
import { failureModeFacts } from './failure-mode-facts.ts';

export interface PrepareOptions {
  /** Words the facts for the specification: `specificationTexts`. */
  readonly texts: (subject: AnySubject, facts: FailureModeFacts) => SpecificationTexts;
  readonly signal?: AbortSignal | undefined;
}

/** Finds the facts of a failure mode of commands, and words them. Nothing is written. */
export async function prepareFailureMode(
  subject: AnySubject,
  trace: Trace,
  naming: Naming,
  { texts: textsOf, ...options }: PrepareOptions,
): Promise<FailureModeContents> {
  const facts = await failureModeFacts(subject, trace, naming, options);
  const texts = textsOf(subject, facts);
  return { ...facts, scenario: { ...facts.scenario, foundBy: texts.foundBy }, texts };
}
