import { promotionFacts } from '../check/promotion.ts';
import type { RunFailureMode } from '../corpus/failure-modes.ts';
import { outcomesOf } from '../corpus/fits.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Promotion } from '../corpus/promoted/promotion.ts';
import type { PreventionByFix } from '../corpus/scenarios.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { promotionText } from '../report/promotion-text.ts';
import { formatFoundBy } from '../report/provenance.ts';

/** The content of the files of a failure mode of commands. */
export async function preparePromotion(
  subject: AnySubject,
  trace: Trace,
  naming: Naming,
  { signal, fix }: { readonly signal: AbortSignal; readonly fix?: PreventionByFix },
): Promise<Promotion> {
  const facts = await promotionFacts(subject, trace, naming, { signal, ...(fix && { fix }) });
  const scenario = { ...facts.scenario, foundBy: formatFoundBy(trace.foundBy) };
  return { ...facts, scenario, texts: promotionText(subject, facts) };
}

/** The same of a failure mode that exists, from its scenario and its trace, as the present model has them. */
export async function prepareRefresh(
  subject: AnySubject,
  { without, scope, commands, prevention, ...naming }: RunFailureMode,
  read: Trace,
  signal: AbortSignal,
): Promise<Promotion> {
  const policies = policiesWithout(subject, without);
  const trace = { ...read, policies, scope, outcomes: outcomesOf(subject.model(policies, scope), commands) };
  return preparePromotion(subject, trace, naming, { signal, ...(prevention.by === 'fix' && { fix: prevention }) });
}
