import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeOf } from '../corpus/failure-modes.ts';
import type { AblateOptions, AblationRow } from '../explore/ablate.ts';
import { ablate } from '../explore/ablate.ts';
import { sameJson } from '../kernel/json.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { confirmOnSystem } from './confirm.ts';
import { setUp } from '../kernel/setup.ts';

/** A violation that an ablation found on the model, with what is known of it. */
export interface ConfirmedViolation extends ViolatingRun {
  /** The id of the failure mode that it belongs to; `null` where there is none yet. */
  readonly failureMode: string | null;
  /** `same` where the system shows what the model shows; otherwise what it shows instead. */
  readonly onSystem: string;
}

/** What is violated with these policies off, on the model and on the system. */
export interface ConfirmedRow extends Omit<AblationRow, 'violations' | 'scope'> {
  readonly scope: Scope;
  readonly violations: readonly ConfirmedViolation[];
}

/** What is violated in a subject with policies off, one or two at a time. */
export interface Ablation {
  readonly subject: AnySubject;
  readonly system: string;
  readonly atOnce: 1 | 2;
  /** With all policies on first. */
  readonly rows: readonly ConfirmedRow[];
}

export interface AblateOnSystemOptions extends AblateOptions<Scope> {
  /** One of the subject's systems, by name: every violation is taken to it. */
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
  for (const row of await ablate(subject, options)) {
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

/** What each of these rows violates with two policies off that neither of them violates alone, among `singles`, in the same scope. */
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

/** What two policies off violate together. Each alone in the scope of the two is compared, also where that is not its own. */
export function newInPairs(ablations: readonly Ablation[]): OnlyTogether[] {
  const pairs = ablations.filter(({ atOnce }) => atOnce === 2).flatMap(({ rows }) => rows);
  const singles = ablations.flatMap(({ rows }) => rows);
  return onlyTogether(pairs, singles);
}

/**
 * - `holds`: nothing is violated with all policies on, every policy is needed, and the system shows what the model shows.
 * - `violated`: something is violated with all policies on, or the system shows something else than the model.
 * - `inconclusive`: some policy is not needed, or not every state was explored.
 * - `interrupted`: stopped by its signal.
 */
export type AblationVerdict = 'holds' | 'violated' | 'inconclusive' | 'interrupted';

/** What an ablation says of its subject's policies. */
export function verdictOfAblation({ rows, atOnce }: Pick<Ablation, 'rows' | 'atOnce'>): AblationVerdict {
  if (rows.some(({ stoppedBy }) => stoppedBy === 'signal')) return 'interrupted';
  if (rows.some(({ off, violations }) => off.length === 0 && violations.length > 0)) return 'violated';
  if (rows.some(({ violations }) => violations.some(({ onSystem }) => onSystem !== 'same'))) return 'violated';
  const needed = new Set(onlyTogether(rows, rows).map(({ off: [, policy] }) => policy));
  // A policy that is off in two scopes is needed where it is needed in one of them.
  for (const { off, violations } of rows) if (off.length === 1 && violations.length > 0) needed.add(off[0]);
  const isNeedless = atOnce === 1 && rows.some(({ off }) => off.length === 1 && !needed.has(off[0]));
  return isNeedless || rows.some(({ isComplete }) => !isComplete) ? 'inconclusive' : 'holds';
}
