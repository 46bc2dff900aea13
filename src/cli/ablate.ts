import { join } from 'node:path';
import type { Ablation, ConfirmedRow } from '../check/ablate-on-system.ts';
import { ablateOnSystem, newInPairs, onlyTogether, verdictOfAblation } from '../check/ablate-on-system.ts';
import { readFailureModes } from '../corpus/failure-modes.ts';
import type { Vacuity } from '../explore/vacuity.ts';
import { vacuityOf } from '../explore/vacuity.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { formatOff, formatOnlyTogether, renderAblation } from '../report/ablation.ts';
import { formatExplorationProgress } from '../report/progress.ts';
import { renderVacuity } from '../report/vacuity.ts';
import { chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, exitOf, worstOf } from './exit.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';

export interface AblateFlags {
  readonly system?: string;
  readonly scope?: string;
  readonly pairs?: boolean;
  readonly maxStates: number;
  readonly json?: boolean;
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
      if (flags.json !== true) printLines(linesOfAblation(ablation));
      if (signal.aborted) break;
    }
    ablations.push(...ofSubject);
    const rows = ofSubject.flatMap((ablation) => ablation.rows);
    const vacuity = vacuityOf(subject, rows);
    vacuities.push({ subject: subject.name, ...vacuity });
    if (flags.pairs === true && flags.json !== true && !signal.aborted)
      printLines([formatOnlyTogether(newInPairs(ofSubject))]);
    if (flags.json !== true) printLines(renderVacuity(vacuity));
    if (signal.aborted) break;
  }
  if (flags.json === true) printJson({ ...jsonOf(ablations), vacuity: vacuities });
  return worstOf([...ablations.map(exitOfAblation), ...vacuities.map(exitOfVacuity)]);
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

/** An ablation that shows its progress. */
export async function ablateSubject(
  subject: AnySubject,
  how: { readonly scope?: Scope; readonly system: string; readonly atOnce: 1 | 2; readonly maxStates: number },
  signal: AbortSignal,
): Promise<Ablation> {
  const failureModes = await readFailureModes(failureModesFolder);
  const progress = showProgress(`exploring ${subject.name}`);
  const ablation = await ablateOnSystem(subject, {
    ...how,
    failureModes,
    signal,
    onProgress: (off, at) => progress.update(`${formatOff(off)}, ${formatExplorationProgress(at)}`),
  });
  progress.clear();
  return ablation;
}

/** The rows as shipped, with a single policy off, and with each two policies off. */
function jsonOf(ablations: readonly Ablation[]): object {
  const jsonRows = (isWanted: (ablation: Ablation, row: ConfirmedRow) => boolean): object[] =>
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

function jsonRow({ subject, system }: Ablation, row: ConfirmedRow): object {
  const { off, scope, violations, distinctStates, isComplete, stoppedBy, digest } = row;
  // Breadth first: all shorter runs had been explored before, even where the exploration was stopped.
  const certificate = 'minimal';
  return {
    subject: subject.name,
    policy: off.join('+'),
    violations: violations.map((one) => Object.assign({}, one, { certificate })),
    explored: { scope, system, distinctStates, isComplete, stoppedBy, digest },
  };
}

export function linesOfAblation(ablation: Ablation): string[] {
  return renderAblation({ ...ablation, onlyTogether: onlyTogether(ablation.rows, ablation.rows) });
}

export function exitOfAblation(ablation: Pick<Ablation, 'rows' | 'atOnce'>): number {
  return exitOf(verdictOfAblation(ablation));
}

export function exitOfVacuity({ findings }: Vacuity): number {
  return findings.length === 0 ? exitCode.success : exitCode.inconclusive;
}
