import { failureModeFacts } from '../check/failure-mode-facts.ts';
import type { FailureModeContents } from '../corpus/promoted/contents.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { formatFoundBy } from '../report/provenance.ts';
import { specificationTexts } from '../report/specification-texts.ts';

/** The content of the files of a failure mode of commands. */
export async function prepareFailureMode(
  subject: AnySubject,
  trace: Trace,
  naming: Naming,
  signal: AbortSignal,
): Promise<FailureModeContents> {
  const facts = await failureModeFacts(subject, trace, naming, { signal });
  const scenario = { ...facts.scenario, foundBy: formatFoundBy(trace.foundBy) };
  return { ...facts, scenario, texts: specificationTexts(subject, facts) };
}
