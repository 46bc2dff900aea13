import type { Naming } from '../../../corpus/promoted/naming.ts';
import { formatFoundBy } from '../../../report/provenance.ts';
import { cellFacts } from '../cell-facts.ts';
import type { MatrixSubject } from '../matrices.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import { matrixSpecificationTexts } from '../report/matrix-specification-texts.ts';
import type { MatrixContents } from './matrix-contents.ts';

/** The content of the files of a failure mode of statements. */
export async function prepareCell(
  subject: MatrixSubject,
  trace: MatrixTrace,
  naming: Naming,
  options: { readonly signal?: AbortSignal } = {},
): Promise<MatrixContents> {
  const facts = await cellFacts(subject, trace, naming, options);
  const scenario = { ...facts.scenario, foundBy: formatFoundBy(trace.foundBy) };
  return { ...facts, scenario, texts: matrixSpecificationTexts(subject, trace) };
}
