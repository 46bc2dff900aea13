import type { Vacuity } from '../explore/vacuity.ts';
import { vacuityOf } from '../explore/vacuity.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { AblateOnSystemOptions, Ablation, AblationVerdict } from './ablate-on-system.ts';
import { ablateOnSystem, verdictOfAblation } from './ablate-on-system.ts';

/** The ablations of a subject, and whether its commands, outcomes and invariants matter. */
export interface AblatedSubject {
  /** One policy off at a time first, then each two. */
  readonly ablations: readonly Ablation[];
  /** Judged over the rows of all ablations. */
  readonly vacuity: Vacuity;
  readonly verdict: AblationVerdict;
}

export interface AblateSubjectOptions extends Omit<AblateOnSystemOptions, 'atOnce'> {
  /** Whether each two policies are switched off as well. */
  readonly pairs: boolean;
  /** Called after each ablation. */
  readonly onAblation?: (ablation: Ablation) => void;
}

/** Switches the policies of a subject off, and judges all rows together. Ends early where it is stopped. */
export async function ablateSubject(
  subject: AnySubject,
  { pairs, onAblation, ...options }: AblateSubjectOptions,
): Promise<AblatedSubject> {
  const ablations: Ablation[] = [];
  const planned = pairs ? ([1, 2] as const) : ([1] as const);
  for (const atOnce of planned) {
    const ablation = await ablateOnSystem(subject, { ...options, atOnce });
    ablations.push(ablation);
    onAblation?.(ablation);
    if (options.signal?.aborted === true) break;
  }
  const rows = ablations.flatMap((ablation) => ablation.rows);
  const vacuity = vacuityOf(subject, rows);
  const isCut = ablations.length < planned.length;
  return { ablations, vacuity, verdict: isCut ? 'interrupted' : verdictOfAblations(ablations, vacuity) };
}

/** The verdict on a subject's policies by all its ablations. A vacuous name makes the ablations inconclusive. */
export function verdictOfAblations(
  ablations: readonly Pick<Ablation, 'rows' | 'atOnce'>[],
  { findings }: Pick<Vacuity, 'findings'>,
): AblationVerdict {
  const verdicts = new Set(ablations.map(verdictOfAblation));
  const worst = (['interrupted', 'violated', 'inconclusive'] as const).find((verdict) => verdicts.has(verdict));
  return worst ?? (findings.length > 0 ? 'inconclusive' : 'holds');
}
