import { join } from 'node:path';
import { confirmOnSystem } from '../check/confirm.ts';
import { pairOf } from '../check/run.ts';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeOf, readFailureModes } from '../corpus/failure-modes.ts';
import type { AblationRow } from '../explore/ablate.ts';
import { ablate } from '../explore/ablate.ts';
import type { ShortestViolation } from '../explore/explore.ts';
import type { Vacuity } from '../explore/vacuity.ts';
import { vacuityOf } from '../explore/vacuity.ts';
import { sameJson } from '../kernel/json.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { formatOff, formatOnlyTogether, renderAblation } from '../report/ablation.ts';
import { formatExplorationProgress } from '../report/progress.ts';
import { renderVacuity } from '../report/vacuity.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';
import { showProgress } from './progress.ts';
import { exitOfVacuity } from './vacuity.ts';

export interface AblateFlags {
  readonly system?: string;
  readonly scope?: string;
  readonly pairs?: boolean;
  readonly maxStates: number;
  readonly json?: boolean;
}

/** An invariant that falls, with what is known of it. */
interface KnownViolation extends ShortestViolation {
  /** The failure mode that it belongs to. */
  readonly failureMode: string | null;
  /** `same` where the system shows what the model shows; otherwise what it shows instead. */
  readonly onSystem: string;
}

interface KnownRow extends Omit<AblationRow, 'violations' | 'scope'> {
  readonly scope: Scope;
  readonly violations: readonly KnownViolation[];
}

/** What falls in a subject with policies off, singly or in pairs. */
export interface Ablation {
  readonly subject: AnySubject;
  readonly system: string;
  readonly atOnce: 1 | 2;
  /** As shipped first. */
  readonly rows: readonly KnownRow[];
}

/** `faultbook ablate`: the exit code. */
export async function ablateCommand(
  names: readonly string[],
  flags: AblateFlags,
  signal: AbortSignal,
): Promise<number> {
  const chosen = chooseSubjects(names).map((subject) => {
    const system = chooseSystem(subject, flags.system);
    return {
      subject,
      how: flags.scope === undefined ? { system } : { system, scope: chooseScope(subject, flags.scope) },
    };
  });
  const ablations: Ablation[] = [];
  const vacuities: (Vacuity & { readonly subject: string })[] = [];
  for (const { subject, how } of chosen) {
    const ofSubject: Ablation[] = [];
    for (const atOnce of flags.pairs === true ? ([1, 2] as const) : ([1] as const)) {
      const ablation = await ablateSubject(subject, { ...how, atOnce, maxStates: flags.maxStates }, signal);
      ofSubject.push(ablation);
      if (flags.json !== true) for (const line of linesOfAblation(ablation)) console.log(line);
      if (signal.aborted) break;
    }
    ablations.push(...ofSubject);
    const rows = ofSubject.flatMap((ablation) => ablation.rows);
    const vacuity = vacuityOf(subject, rows);
    vacuities.push({ subject: subject.name, ...vacuity });
    if (flags.pairs === true && flags.json !== true && !signal.aborted)
      console.log(formatOnlyTogether(newInPairs(ofSubject)));
    if (flags.json !== true) for (const line of renderVacuity(vacuity)) console.log(line);
  }
  if (flags.json === true) console.log(JSON.stringify({ ...jsonOf(ablations), vacuity: vacuities }, null, 2));
  return worstOf([...ablations.map(exitOfAblation), ...vacuities.map(exitOfVacuity)]);
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

/** Explores the subject as shipped and with policies off, and takes every violation to the system. */
export async function ablateSubject(
  subject: AnySubject,
  { system, ...how }: { scope?: Scope; system: string; atOnce: 1 | 2; maxStates: number },
  signal: AbortSignal,
): Promise<Ablation> {
  const modes = await readFailureModes(failureModesFolder);
  const progress = showProgress(`exploring ${subject.name}`);
  const explored = await ablate(subject, {
    ...how,
    signal,
    onProgress: (off, at) => progress.update(`${formatOff(off)}, ${formatExplorationProgress(at)}`),
  });
  const rows: KnownRow[] = [];
  for (const row of explored) {
    const { scope } = row;
    const pair = pairOf(subject, { system, scope, policies: choosePolicies(subject, row.off) });
    const violations: KnownViolation[] = [];
    for (const violation of row.violations) {
      const onSystem = await confirmOnSystem(pair, violation);
      violations.push({ ...violation, failureMode: knownAs(modes, subject, row, violation), onSystem });
    }
    rows.push({ ...row, violations });
  }
  progress.clear();
  return { subject, system, atOnce: how.atOnce, rows };
}

function knownAs(
  modes: readonly FailureMode[],
  { name: subject }: AnySubject,
  { off }: AblationRow,
  { name }: ShortestViolation,
): string | null {
  return failureModeOf(modes, { subject, off, invariant: name })?.id ?? null;
}

/** As shipped, with one policy off, with each two. */
function jsonOf(ablations: readonly Ablation[]): object {
  const jsonRows = (isWanted: (ablation: Ablation, row: KnownRow) => boolean): object[] =>
    ablations.flatMap((ablation) =>
      ablation.rows.filter((row) => isWanted(ablation, row)).map((row) => jsonRow(ablation, row)),
    );
  const pairs = jsonRows(({ atOnce }, { off }) => atOnce === 2 && off.length > 0);
  return {
    shipped: jsonRows((_, { off }) => off.length === 0),
    rows: jsonRows(({ atOnce }, { off }) => atOnce === 1 && off.length > 0),
    ...(pairs.length > 0 && { pairs }),
  };
}

function jsonRow({ subject, system }: Ablation, row: KnownRow): object {
  const { off, scope, violations, distinctStates, isComplete, stoppedBy, digest } = row;
  // Breadth first: whatever was found, all shorter runs had been explored by then, stopped or not.
  const certificate = 'shortest';
  return {
    subject: subject.name,
    policy: off.join('+'),
    violations: violations.map((violation) => Object.assign({}, violation, { certificate })),
    explored: { scope, system, distinctStates, isComplete, stoppedBy, digest },
  };
}

function coversAll(rows: readonly KnownRow[]): boolean {
  return rows.every(({ isComplete }) => isComplete);
}

export function linesOfAblation(ablation: Ablation): string[] {
  return renderAblation({ ...ablation, onlyTogether: newTogether(ablation.rows, ablation.rows) });
}

/** An invariant that is violated where two policies are off, and with neither of them alone. */
interface OnlyTogether {
  readonly off: readonly string[];
  readonly name: string;
}

/** What each of these rows breaks with two policies off that neither of them breaks alone. */
function newTogether(rows: readonly KnownRow[], singles: readonly KnownRow[]): OnlyTogether[] {
  return rows
    .filter(({ off }) => off.length === 2)
    .flatMap(({ off, scope, violations }) => {
      const isOfThis = (row: KnownRow): boolean => row.off.length === 1 && off.includes(row.off[0] ?? '');
      const alone = singles.filter((row) => isOfThis(row) && sameJson(row.scope, scope));
      const known = new Set(alone.flatMap((row) => row.violations.map(({ name }) => name)));
      return violations.filter(({ name }) => !known.has(name)).map(({ name }) => ({ off, name }));
    });
}

/** What two break together. Each alone in the scope of the two is looked at beside them, where that is not its own. */
export function newInPairs(ablations: readonly Ablation[]): OnlyTogether[] {
  const pairs = ablations.filter(({ atOnce }) => atOnce === 2).flatMap(({ rows }) => rows);
  const singles = ablations.flatMap(({ rows }) => rows);
  return newTogether(pairs, singles);
}

/** As promised, nothing falls as shipped, every policy is needed, and the system falls where the model does. */
export function exitOfAblation({ rows, atOnce }: Ablation): number {
  if (rows.some(({ stoppedBy }) => stoppedBy === 'signal')) return exitCode.interrupted;
  if (rows.some(({ off, violations }) => off.length === 0 && violations.length > 0)) return exitCode.violation;
  if (rows.some(({ violations }) => violations.some(({ onSystem }) => onSystem !== 'same'))) return exitCode.violation;
  const needed = new Set(newTogether(rows, rows).map(({ off: [, policy] }) => policy));
  // One that is off in two scopes is needed where it is in one of them.
  for (const { off, violations } of rows) if (off.length === 1 && violations.length > 0) needed.add(off[0]);
  const isNeedless = atOnce === 1 && rows.some(({ off }) => off.length === 1 && !needed.has(off[0]));
  return isNeedless || !coversAll(rows) ? exitCode.undecided : exitCode.asPromised;
}
