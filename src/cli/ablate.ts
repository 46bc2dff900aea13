import { join } from 'node:path';
import { styleText } from 'node:util';
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
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';
import { whereOf } from './explore.ts';
import { showProgress } from './progress.ts';
import { tellScope } from './tell.ts';
import { exitOfVacuity, tellVacuity } from './vacuity.ts';

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
      if (flags.json !== true) for (const line of tellAblation(ablation)) console.log(line);
      if (signal.aborted) break;
    }
    ablations.push(...ofSubject);
    const rows = ofSubject.flatMap((ablation) => ablation.rows);
    const vacuity = vacuityOf(subject, rows);
    vacuities.push({ subject: subject.name, ...vacuity });
    if (flags.pairs === true && flags.json !== true && !signal.aborted) console.log(tellNewInPairs(ofSubject));
    if (flags.json !== true) for (const line of tellVacuity(vacuity)) console.log(line);
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
    onProgress: (off, at) => progress.update(`${nameOf(off)}, ${whereOf(at)}`),
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

function nameOf(off: readonly string[]): string {
  return off.length === 0 ? 'all policies on' : `without ${off.join(' and ')}`;
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

/** A row per policy and invariant that falls, and what that covers. */
export function tellAblation({ subject, system, atOnce, rows }: Ablation): string[] {
  const scopes = scopesOf(subject, rows);
  const lines = rows.flatMap(({ off, scope, violations, distinctStates }) => {
    const cells = [off.length === 0 ? '(none)' : off.join(' + ')];
    const states = distinctStates.toLocaleString('en');
    const where = scopes.length > 1 ? [states, nameOfScope(scopes, scope)] : [states];
    if (violations.length === 0) return [[...cells, 'nothing falls', '', '', '', ...where]];
    return violations.map(({ name, kind, length, failureMode, onSystem }) => [
      ...cells,
      kind === 'settled' ? `${name}, after recovery` : name,
      `${length} command${length === 1 ? '' : 's'}`,
      failureMode ?? 'none yet',
      onSystem === 'same' ? 'falls there too' : onSystem,
      ...where,
    ]);
  });
  const title = atOnce === 1 ? 'policy off' : 'policies off';
  const headings = [title, 'invariant that falls', 'shortest run', 'failure mode', `on ${system}`, 'states'];
  return [
    ...table(scopes.length > 1 ? [...headings, 'scope'] : headings, lines),
    ...tellCovered(scopes, rows),
    ...(atOnce === 1 && coversAll(rows) ? tellBehind(rows) : []),
  ];
}

/** What all rows together cover. */
function tellCovered(scopes: readonly NamedScope[], rows: readonly KnownRow[]): string[] {
  const [first] = scopes;
  const sizes = scopes.length > 1 ? '' : ` (${tellScope(first?.scope ?? {})})`;
  const each = scopes.length > 1 ? scopes.map(({ name, scope }) => `  ${name}: ${tellScope(scope)}`) : [];
  if (!coversAll(rows))
    return [styleText('yellow', `Stopped before all states were explored${sizes}: more may fall.`), ...each];
  return [
    `All states of the scope explored each time${sizes}:`,
    'no shorter run breaks these, and nothing else falls.',
    ...each,
  ];
}

interface NamedScope {
  readonly name: string;
  readonly scope: Scope;
}

/** The scopes that the rows are about, each once, by the names that the subject has for them. */
function scopesOf({ scopes }: AnySubject, rows: readonly KnownRow[]): NamedScope[] {
  const named = Object.entries(scopes).map(([name, scope]) => ({ name, scope }));
  return named.filter(({ scope }) => rows.some((row) => sameJson(row.scope, scope)));
}

function nameOfScope(scopes: readonly NamedScope[], wanted: Scope): string {
  return scopes.find(({ scope }) => sameJson(scope, wanted))?.name ?? '';
}

function coversAll(rows: readonly KnownRow[]): boolean {
  return rows.every(({ isComplete }) => isComplete);
}

/** The policies that are a second line of defence, and what for. */
function tellBehind(rows: readonly KnownRow[]): string[] {
  return newTogether(rows, rows).map(
    ({ off: [front, policy], name }) =>
      `${policy} stands behind ${front}: it takes both to be off for ${name} to fall.`,
  );
}

/** What each of these rows breaks with two policies off that neither of them breaks alone. */
function newTogether(
  rows: readonly KnownRow[],
  singles: readonly KnownRow[],
): { readonly off: readonly string[]; readonly name: string }[] {
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
export function tellNewInPairs(ablations: readonly Ablation[]): string {
  const pairs = ablations.filter(({ atOnce }) => atOnce === 2).flatMap(({ rows }) => rows);
  const singles = ablations.flatMap(({ rows }) => rows);
  const found = newTogether(pairs, singles).map(({ off, name }) => `${off.join(' + ')} breaks ${name}`);
  return found.length === 0
    ? 'No two policies off break what neither breaks alone.'
    : `Together and not alone: ${found.join('; ')}.`;
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

/** The first run that breaks something without the subject's first policy, as a timeline; nothing where there is none. */
export function tellFirstRun({ subject, rows }: Ablation): string[] {
  const row = rows.find(({ off, violations }) => off.length > 0 && violations.length > 0);
  const [violation] = row?.violations ?? [];
  if (row === undefined || violation === undefined) return [];
  const title = `${violation.name} ${nameOf(row.off)}, in ${violation.length} commands, and none does it in fewer:`;
  return [title, ...timeline(subject, { policies: choosePolicies(subject, row.off), scope: row.scope }, violation)];
}
