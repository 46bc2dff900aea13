import { promotionFacts } from '../check/promotion.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Promotion } from '../corpus/promoted/promotion.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { promotionText } from '../report/promotion-text.ts';
import { formatFoundBy } from '../report/provenance.ts';

/** The content of the files of a failure mode of commands. */
export async function preparePromotion(
  subject: AnySubject,
  trace: Trace,
  naming: Naming,
  signal: AbortSignal,
): Promise<Promotion> {
  const facts = await promotionFacts(subject, trace, naming, { signal });
  const scenario = { ...facts.scenario, foundBy: formatFoundBy(trace.foundBy) };
  return { ...facts, scenario, texts: promotionText(subject, facts) };
}
