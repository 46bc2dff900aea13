import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeOf } from '../corpus/failure-modes.ts';
import type { AblateOptions, AblationRow } from '../explore/ablate.ts';
import { ablate } from '../explore/ablate.ts';
import { sameJson } from '../kernel/json.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { setUp, subjectOnSystem } from '../kernel/setup.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { confirmOnSystem } from './confirm.ts';

/** A violation that an ablation found on the model, with its failure mode and the result on the system. */
export interface ConfirmedViolation extends ViolatingRun {
  /** The id of its failure mode; `null` where no failure mode exists yet. */
  readonly failureMode: string | null;
  /** `same` where the system shows the violation of the model; otherwise what the system shows. */
  readonly onSystem: string;
}

/** The violations with these policies off, on the model and on the system. */
export interface ConfirmedRow extends Omit<AblationRow, 'violations' | 'scope'> {
  readonly scope: Scope;
  readonly violations: readonly ConfirmedViolation[];
}

/** The violations of a subject with policies off, one or two at a time. */
export interface Ablation {
  readonly subject: AnySubject;
  readonly system: string;
  readonly atOnce: 1 | 2;
  /** With all policies on first. */
  readonly rows: readonly ConfirmedRow[];
}

export interface AblateOnSystemOptions extends AblateOptions<Scope> {
  /** The name of the system on which every violation is replayed. */
  readonly system: string;
  /** The failure modes that a violation may belong to. */
  readonly failureModes: readonly FailureMode[];
}

/** Explores the subject with all policies on and with policies off, and takes every violation to the system. */
export async function ablateOnSystem(
  subject: AnySubject,
  { system, failureModes, ...options }: AblateOnSystemOptions,
): Promise<Ablation> {
  const rows: ConfirmedRow[] = [];
  for (const row of await ablate(subjectOnSystem(subject, system), options)) {
    const setup = setUp(subject, { system, scope: row.scope, policies: policiesWithout(subject, row.off) });
    const violations: ConfirmedViolation[] = [];
    for (const run of row.violations) {
      const onSystem = await confirmOnSystem(setup, run.violation, run);
      const invariant = run.violation.name;
      const mode = failureModeOf(failureModes, { subject: subject.name, off: row.off, invariant });
      violations.push({ ...run, failureMode: mode?.id ?? null, onSystem });
    }
    rows.push({ ...row, violations });
  }
  return { subject, system, atOnce: options.atOnce, rows };
}

/** An invariant that is violated where two policies are off, and with neither of them alone. */
export interface OnlyTogether {
  readonly off: readonly string[];
  readonly name: string;
}

/**
 * For each row with two policies off: the violations in the same scope that neither policy off alone has, among `singles`.
 */
export function onlyTogether(rows: readonly ConfirmedRow[], singles: readonly ConfirmedRow[]): OnlyTogether[] {
  return rows
    .filter(({ off }) => off.length === 2)
    .flatMap(({ off, scope, violations }) => {
      const isOfThis = (row: ConfirmedRow): boolean => row.off.length === 1 && off.includes(row.off[0] ?? '');
      const alone = singles.filter((row) => isOfThis(row) && sameJson(row.scope, scope));
      const known = new Set(alone.flatMap((row) => row.violations.map(({ violation }) => violation.name)));
      return violations
        .map(({ violation }) => violation.name)
        .filter((name) => !known.has(name))
        .map((name) => ({ off, name }));
    });
}

/**
 * The violations that occur only with two policies off. Each policy off alone is compared in the scope of the pair, also
 * where that is not its own.
 */
export function newInPairs(ablations: readonly Ablation[]): OnlyTogether[] {
  const pairs = ablations.filter(({ atOnce }) => atOnce === 2).flatMap(({ rows }) => rows);
  const singles = ablations.flatMap(({ rows }) => rows);
  return onlyTogether(pairs, singles);
}

/**
 * The verdict of an ablation.
 *
 * - `holds`: no invariant is violated with all policies on, every policy is needed, and the system shows the violations of
 *   the model.
 * - `violated`: an invariant is violated with all policies on, or the system does not show a violation of the model.
 * - `inconclusive`: a policy is not needed, or not every state was explored.
 * - `interrupted`: stopped by its signal.
 */
export type AblationVerdict = 'holds' | 'violated' | 'inconclusive' | 'interrupted';

/** The verdict on a subject's policies. */
export function verdictOfAblation({ rows, atOnce }: Pick<Ablation, 'rows' | 'atOnce'>): AblationVerdict {
  if (rows.some(({ stoppedBy }) => stoppedBy === 'signal')) return 'interrupted';
  if (rows.some(({ off, violations }) => off.length === 0 && violations.length > 0)) return 'violated';
  if (rows.some(({ violations }) => violations.some(({ onSystem }) => onSystem !== 'same'))) return 'violated';
  const needed = new Set(onlyTogether(rows, rows).map(({ off: [, policy] }) => policy));
  // A policy that is off in two scopes is needed where it is needed in either.
  for (const { off, violations } of rows) if (off.length === 1 && violations.length > 0) needed.add(off[0]);
  const isNeedless = atOnce === 1 && rows.some(({ off }) => off.length === 1 && !needed.has(off[0]));
  return isNeedless || rows.some(({ isComplete }) => !isComplete) ? 'inconclusive' : 'holds';
}
