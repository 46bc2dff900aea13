import type { Naming } from '../../../corpus/promoted/naming.ts';
import { formatFoundBy } from '../../../report/provenance.ts';
import type { MatrixSubject } from '../matrices.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import { matrixPromotionFacts } from '../promotion-facts.ts';
import { matrixPromotionText } from '../report/matrix-promotion-text.ts';
import type { MatrixPromotion } from './matrix-promotion.ts';

/** The content of the files of a failure mode of statements. */
export async function prepareMatrixPromotion(
  subject: MatrixSubject,
  trace: MatrixTrace,
  naming: Naming,
  signal: AbortSignal,
): Promise<MatrixPromotion> {
  const facts = await matrixPromotionFacts(subject, trace, naming, { signal });
  const scenario = { ...facts.scenario, foundBy: formatFoundBy(trace.foundBy) };
  return { ...facts, scenario, texts: matrixPromotionText(subject, trace) };
}
