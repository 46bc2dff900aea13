import { join } from 'node:path';
import { styleText } from 'node:util';
import { confirmOnSystem } from '../check/confirm.ts';
import { pairOf } from '../check/run.ts';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeOf, readFailureModes } from '../corpus/failure-modes.ts';
import type { AblationRow } from '../explore/ablate.ts';
import { ablate } from '../explore/ablate.ts';
import type { ShortestViolation } from '../explore/explore.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';
import { whereOf } from './explore.ts';
import { showProgress } from './progress.ts';
import { tellScope } from './tell.ts';

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

interface KnownRow extends Omit<AblationRow, 'violations'> {
  readonly violations: readonly KnownViolation[];
}

/** What falls in a subject with policies off, singly or in pairs. */
export interface Ablation {
  readonly subject: AnySubject;
  readonly system: string;
  readonly scope: Scope;
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
    const scope = chooseScope(subject, flags.scope ?? 'small');
    return { subject, scope, system: chooseSystem(subject, flags.system) };
  });
  const ablations: Ablation[] = [];
  for (const { subject, scope, system } of chosen) {
    for (const atOnce of flags.pairs === true ? ([1, 2] as const) : ([1] as const)) {
      const ablation = await ablateSubject(subject, { scope, system, atOnce, maxStates: flags.maxStates }, signal);
      ablations.push(ablation);
      if (flags.json !== true) for (const line of tellAblation(ablation)) console.log(line);
      if (signal.aborted) break;
    }
    if (flags.pairs === true && flags.json !== true && !signal.aborted) console.log(tellNewInPairs(ablations));
  }
  if (flags.json === true) console.log(JSON.stringify(jsonOf(ablations), null, 2));
  return worstOf(ablations.map(exitOfAblation));
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

/** Explores the subject as shipped and with policies off, and takes every violation to the system. */
export async function ablateSubject(
  subject: AnySubject,
  { scope, system, atOnce, maxStates }: { scope: Scope; system: string; atOnce: 1 | 2; maxStates: number },
  signal: AbortSignal,
): Promise<Ablation> {
  const modes = await readFailureModes(failureModesFolder);
  const progress = showProgress(`exploring ${subject.name}`);
  const explored = await ablate(subject, {
    scope,
    atOnce,
    maxStates,
    signal,
    onProgress: (off, at) => progress.update(`${nameOf(off)}, ${whereOf(at)}`),
  });
  const rows: KnownRow[] = [];
  for (const row of explored) {
    const pair = pairOf(subject, { system, scope, policies: choosePolicies(subject, row.off) });
    const violations: KnownViolation[] = [];
    for (const violation of row.violations) {
      const onSystem = await confirmOnSystem(pair, violation);
      violations.push({ ...violation, failureMode: knownAs(modes, subject, row, violation), onSystem });
    }
    rows.push({ ...row, violations });
  }
  progress.clear();
  return { subject, system, scope, atOnce, rows };
}

function knownAs(
  modes: readonly FailureMode[],
  { name: subject }: AnySubject,
  { off }: AblationRow,
  { name }: ShortestViolation,
): string | null {
  const [policy, ...more] = off;
  if (policy === undefined || more.length > 0) return null;
  return failureModeOf(modes, { subject, policy, invariant: name })?.id ?? null;
}

function nameOf(off: readonly string[]): string {
  return off.length === 0 ? 'all policies on' : `without ${off.join(' and ')}`;
}

/** As shipped, with one policy off, with two. */
function jsonOf(ablations: readonly Ablation[]): object {
  const rows = ablations.flatMap((ablation) =>
    ablation.rows.map((row) => ({ off: row.off, json: jsonRow(ablation, row) })),
  );
  const withOff = (count: number): object[] => rows.filter(({ off }) => off.length === count).map(({ json }) => json);
  const pairs = withOff(2);
  return { shipped: withOff(0), rows: withOff(1), ...(pairs.length > 0 && { pairs }) };
}

function jsonRow({ subject, system, scope }: Ablation, row: KnownRow): object {
  const { off, violations, distinctStates, isComplete, stoppedBy, digest } = row;
  const certificate = isComplete ? 'shortest' : 'shortest so far';
  return {
    subject: subject.name,
    policy: off.join('+'),
    violations: violations.map((violation) => Object.assign({}, violation, { certificate })),
    explored: { scope, system, distinctStates, isComplete, stoppedBy, digest },
  };
}

/** A row per policy and invariant that falls, and what that covers. */
export function tellAblation({ system, scope, atOnce, rows }: Ablation): string[] {
  const lines = rows.flatMap(({ off, violations, distinctStates }) => {
    const cells = [off.length === 0 ? '(none)' : off.join(' + ')];
    const states = distinctStates.toLocaleString('en');
    if (violations.length === 0) return [[...cells, 'nothing falls', '', '', '', states]];
    return violations.map(({ name, kind, length, failureMode, onSystem }) => [
      ...cells,
      kind === 'settled' ? `${name}, after recovery` : name,
      `${length} command${length === 1 ? '' : 's'}`,
      failureMode ?? 'none yet',
      onSystem === 'same' ? 'falls there too' : onSystem,
      states,
    ]);
  });
  const title = atOnce === 1 ? 'policy off' : 'policies off';
  const isAll = rows.every(({ isComplete }) => isComplete);
  return [
    ...table([title, 'invariant that falls', 'shortest run', 'failure mode', `on ${system}`, 'states'], lines),
    ...(isAll
      ? [
          `All states of the scope explored each time (${tellScope(scope)}):`,
          'no shorter run breaks these, and nothing else falls.',
        ]
      : [styleText('yellow', `Stopped before all states were explored (${tellScope(scope)}): more may fall.`)]),
  ];
}

/** What a pair breaks that neither of its policies breaks alone. */
function tellNewInPairs(ablations: readonly Ablation[]): string {
  const rows = ablations.flatMap((ablation) => ablation.rows);
  const alone = (policy: string): string[] =>
    rows
      .filter(({ off }) => off.length === 1 && off[0] === policy)
      .flatMap(({ violations }) => violations.map(({ name }) => name));
  const found = rows
    .filter(({ off }) => off.length === 2)
    .flatMap(({ off, violations }) => {
      const known = new Set(off.flatMap(alone));
      return violations.filter(({ name }) => !known.has(name)).map(({ name }) => `${off.join(' + ')} breaks ${name}`);
    });
  return found.length === 0
    ? 'No two policies off break what neither breaks alone.'
    : `Together and not alone: ${found.join('; ')}.`;
}

/** As promised, nothing falls as shipped, every policy is needed, and the system falls where the model does. */
export function exitOfAblation({ rows, atOnce }: Ablation): number {
  const [shipped, ...others] = rows;
  if (rows.some(({ stoppedBy }) => stoppedBy === 'signal')) return exitCode.interrupted;
  if (shipped !== undefined && shipped.violations.length > 0) return exitCode.violation;
  if (rows.some(({ violations }) => violations.some(({ onSystem }) => onSystem !== 'same'))) return exitCode.violation;
  const isNeedless = atOnce === 1 && others.some(({ violations }) => violations.length === 0);
  return isNeedless || rows.some(({ isComplete }) => !isComplete) ? exitCode.undecided : exitCode.asPromised;
}

/** The first run that breaks something without the subject's first policy, as a timeline; nothing where there is none. */
export function tellFirstRun({ subject, scope, rows }: Ablation): string[] {
  const row = rows.find(({ off, violations }) => off.length > 0 && violations.length > 0);
  const [violation] = row?.violations ?? [];
  if (row === undefined || violation === undefined) return [];
  const title = `${violation.name} ${nameOf(row.off)}, in ${violation.length} commands, and none does it in fewer:`;
  return [title, ...timeline(subject, { policies: choosePolicies(subject, row.off), scope }, violation)];
}
