import { join } from 'node:path';
import { ablate } from '../check/ablate.ts';
import type { AblatedInvariant, AblationReport } from '../check/ablate.ts';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeOf, readFailureModes } from '../corpus/failure-modes.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode } from './exit.ts';
import { showProgress } from './progress.ts';

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
  const rows: KnownRow[] = [];
  let isInterrupted = false;
  for (const { subject, system, scope } of chosen) {
    const progress = showProgress(`one policy of ${subject.name} off at a time`);
    const report = await ablate(subject, {
      ...flags,
      system,
      scope,
      signal,
      onProgress: (done) => progress.update(done),
    });
    progress.clear();
    const known = await withFailureModes(report);
    rows.push(...known);
    if (flags.json !== true) for (const line of tellAblation(known)) console.log(line);
    isInterrupted ||= report.isInterrupted;
    if (isInterrupted) break;
  }
  if (flags.json === true) console.log(JSON.stringify({ rows }, null, 2));
  return isInterrupted ? exitCode.interrupted : exitOfRows(rows);
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

export async function withFailureModes({ rows }: AblationReport): Promise<KnownRow[]> {
  const modes: FailureMode[] = await readFailureModes(failureModesFolder);
  return rows.map(({ subject, policy, violations }) => ({
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
}

/** A row per policy and invariant that falls. */
export function tellAblation(rows: readonly KnownRow[]): string[] {
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
  return table(['policy off', 'invariant that falls', 'shortest found', 'failure mode', 'on the system'], lines);
}

/** As promised, every policy is needed for something, and the system falls where the model does. */
export function exitOfRows(rows: readonly KnownRow[]): number {
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
