import { join } from 'node:path';
import { styleText } from 'node:util';
import { ablate } from '../check/ablate.ts';
import type { AblatedInvariant, AblationReport } from '../check/ablate.ts';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeOf, readFailureModes } from '../corpus/failure-modes.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';
import { runsOf, showProgress } from './progress.ts';
import { tellScope } from './tell.ts';

export interface AblateFlags {
  readonly system?: string;
  readonly scope?: string;
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** An invariant that falls, with the failure mode that it belongs to. */
export interface KnownViolation extends AblatedInvariant {
  readonly failureMode: string | null;
}

export interface KnownRow {
  readonly subject: string;
  readonly policy: string;
  readonly violations: readonly KnownViolation[];
}

export interface KnownReport extends Omit<AblationReport, 'rows'> {
  readonly rows: readonly KnownRow[];
}

/** `faultbook ablate`: the exit code. */
export async function ablateCommand(
  names: readonly string[],
  flags: AblateFlags,
  signal: AbortSignal,
): Promise<number> {
  const chosen = chooseSubjects(names).map((subject) => ({
    subject,
    system: chooseSystem(subject, flags.system),
    scope: chooseScope(subject, flags.scope),
  }));
  const reports: KnownReport[] = [];
  for (const { subject, system, scope } of chosen) {
    const progress = showProgress(`one policy of ${subject.name} off at a time`);
    const report = await ablate(subject, {
      ...flags,
      system,
      scope,
      signal,
      onProgress: (done) => progress.update(runsOf(done)),
    });
    progress.clear();
    const known = await withFailureModes(report);
    reports.push(known);
    if (flags.json !== true) for (const line of tellAblation(known)) console.log(line);
    if (report.isInterrupted) break;
  }
  if (flags.json === true) {
    const rows = reports.flatMap((report) => report.rows);
    console.log(JSON.stringify({ rows, searched: reports.map(({ rows: _rows, ...how }) => how) }, null, 2));
  }
  return worstOf(reports.map(exitOfAblation));
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

/** Adds to each violation the failure mode that it belongs to. */
export async function withFailureModes(report: AblationReport): Promise<KnownReport> {
  const modes: FailureMode[] = await readFailureModes(failureModesFolder);
  const rows = report.rows.map(({ subject, policy, violations }) => ({
    subject,
    policy,
    violations: violations.map((violation) => ({
      name: violation.name,
      length: violation.length,
      commands: violation.commands,
      failureMode: failureModeOf(modes, { subject, policy, invariant: violation.name })?.id ?? null,
      kind: violation.kind,
      onSystem: violation.onSystem,
    })),
  }));
  return { ...report, rows };
}

/** A row per policy and invariant that falls, and how they were searched for. */
export function tellAblation({ rows, ...how }: KnownReport): string[] {
  const lines = rows.flatMap(({ policy, violations }) => {
    if (violations.length === 0) return [[policy, 'nothing falls', '', '', '']];
    return violations.map(({ name, kind, length, failureMode, onSystem }) => [
      policy,
      kind === 'settled' ? `${name}, after recovery` : name,
      `${length} commands`,
      failureMode ?? 'none yet',
      onSystem === 'same' ? 'falls there too' : onSystem,
    ]);
  });
  return [
    ...table(['policy off', 'invariant that falls', 'shortest found', 'failure mode', `on ${how.system}`], lines),
    `Found in ${how.runs.toLocaleString('en')} random runs for each policy, of up to ${how.length} commands, with ${tellScope(how.scope)}, seed ${how.seed};`,
    'what falls more rarely is not in the table, and no length is proved to be the least.',
    ...(how.isInterrupted ? [styleText('yellow', 'interrupted: the policies after these are missing')] : []),
  ];
}

/** As promised, every policy is needed for something, and the system falls where the model does. */
export function exitOfAblation({ rows, isInterrupted }: KnownReport): number {
  if (isInterrupted) return exitCode.interrupted;
  if (rows.some(({ violations }) => violations.some(({ onSystem }) => onSystem !== 'same'))) return exitCode.violation;
  return rows.some(({ violations }) => violations.length === 0) ? exitCode.undecided : exitCode.asPromised;
}

/** The shortest run that breaks an invariant without a policy, as a timeline; nothing where there is none. */
export function tellRun(subject: AnySubject, rows: readonly KnownRow[], policy: string, scopeName?: string): string[] {
  const violation = rows.find((row) => row.policy === policy)?.violations[0];
  if (violation === undefined) return [];
  const policies = choosePolicies(subject, [policy]);
  const title = `${violation.name} without ${policy}, in ${violation.length} commands:`;
  return [title, ...timeline(subject, { policies, scope: chooseScope(subject, scopeName) }, violation)];
}
