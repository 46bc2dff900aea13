import type { Ablation, ConfirmedRow } from '../check/ablate-on-system.ts';
import { newInPairs, onlyTogether } from '../check/ablate-on-system.ts';
import type { AblatedSubject, AblateSubjectOptions } from '../check/ablate-subject.ts';
import { ablateSubject } from '../check/ablate-subject.ts';
import { publishedIn } from '../corpus/promoted/publish.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { hasPolicies } from '../kernel/subject.ts';
import { formatOff, formatOnlyTogether, renderAblation } from '../report/ablation.ts';
import { formatExplorationProgress } from '../report/progress.ts';
import { renderVacuity } from '../report/vacuity.ts';
import { paragraph } from '../report/wrapped.ts';
import { chooseScope, chooseModels, chooseSystem } from './choose.ts';
import { exitOf, UsageError, worstOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import type { OutputFlags } from './output.ts';
import { outputOf } from './output.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

export interface AblateFlags extends OutputFlags {
  readonly system?: string;
  readonly scope?: string;
  readonly pairs?: boolean;
  readonly maxStates: number;
  readonly depth?: number;
  readonly atOnce?: number;
  readonly preemptions?: number;
}

/** `faultbook ablate`: the exit code. */
export async function ablateCommand(
  project: Project,
  names: readonly string[],
  flags: AblateFlags,
  signal: AbortSignal,
): Promise<number> {
  assertNoLockFlags(flags);
  const [bare, ablatable] = chooseToAblate(project, names);
  const chosen = ablatable.map((subject) => {
    const system = chooseSystem(subject, flags.system);
    return {
      subject,
      how: flags.scope === undefined ? { system } : { system, scope: chooseScope(subject, flags.scope) },
    };
  });
  await assertDescribed(chosen.map(({ subject }) => subject));
  const output = outputOf('ablate', flags);
  const ablated: (AblatedSubject & { readonly subject: string })[] = [];
  for (const { subject, how } of chosen) {
    const { pairs = false, maxStates } = flags;
    if (chosen.length > 1) output.printLines([...(ablated.length > 0 ? [''] : []), `${subject.name} on ${how.system}`]);
    const lines: string[] = [];
    const show = (more: readonly string[]): void => {
      lines.push(...more);
      output.printLines(more);
    };
    const result = await ablateShowingProgress(project, subject, { ...how, pairs, maxStates, signal }, (ablation) =>
      show(linesOfAblation(ablation)),
    );
    ablated.push({ subject: subject.name, ...result });
    if (pairs && !signal.aborted) show(paragraph(formatOnlyTogether(newInPairs(result.ablations))));
    show(renderVacuity(result.vacuity));
    output.record({ name: `${subject.name} on ${how.system}`, verdict: result.verdict, lines });
    if (signal.aborted) break;
  }
  if (!signal.aborted) output.printLines(bare.flatMap(({ name }) => ['', `${name} has no policies`]));
  const ablations = ablated.flatMap((one) => one.ablations);
  output.end({ ...jsonOf(ablations), vacuity: ablated.map(({ subject, vacuity }) => ({ subject, ...vacuity })) });
  return worstOf(ablated.map(({ verdict }) => exitOf(verdict)));
}

/** Throws `UsageError` where a flag is named that only races without a lock have. */
function assertNoLockFlags({ depth, atOnce, preemptions }: AblateFlags): void {
  const named = Object.entries({ '--depth': depth, '--at-once': atOnce, '--preemptions': preemptions });
  const [flag] = named.find(([, value]) => value !== undefined) ?? [];
  if (flag !== undefined) throw new UsageError(`${flag} is for ablate --locks, which races the commands`);
}

/** The subjects without policies, and the others. Throws `UsageError` where one without policies is named, or no other is there. */
function chooseToAblate(
  project: Project,
  names: readonly string[],
): [bare: readonly AnySubject[], ablatable: readonly AnySubject[]] {
  const chosen = chooseModels(project, names, 'ablate');
  const bare = chosen.filter((subject) => !hasPolicies(subject));
  const [first] = bare;
  if (first !== undefined && (names.length > 0 || bare.length === chosen.length))
    throw new UsageError(`${first.name} has no policies, so there is none to switch off`);
  return [bare, chosen.filter(hasPolicies)];
}

/** Ablations that show their progress. */
export async function ablateShowingProgress(
  { failureModes: folder }: Project,
  subject: AnySubject,
  options: Omit<AblateSubjectOptions, 'failureModes'>,
  onAblation: ((ablation: Ablation) => void) | undefined,
): Promise<AblatedSubject> {
  const failureModes = await publishedIn(folder);
  const progress = showProgress(`exploring ${subject.name}`);
  const ablating = ablateSubject(subject, {
    ...options,
    failureModes,
    onProgress: (off, at) => progress.update(`${formatOff(off)}, ${formatExplorationProgress(at)}`),
    onAblation: (ablation) => {
      progress.clear();
      onAblation?.(ablation);
    },
  });
  return ablating.finally(() => progress.clear());
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
