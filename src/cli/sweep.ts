import type { PlannedSweep, Sweep } from '../check/sweep-subject.ts';
import { canSweep, planSweep, sweepSubject } from '../check/sweep-subject.ts';
import { publishedIn } from '../corpus/promoted/publish.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sentencesOf } from '../report/legend.ts';
import { formatRunsOf } from '../report/progress.ts';
import { renderSweep } from '../report/sweep.ts';
import { answerTime, chooseModels, chooseSystem } from './choose.ts';
import { exitOf, UsageError, worstOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import type { OutputFlags } from './output.ts';
import { outputOf } from './output.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

export interface SweepFlags extends OutputFlags {
  readonly system?: string;
  /** In seconds. */
  readonly timeout?: number;
  /** The coverage also of a sweep with violations. */
  readonly verbose?: boolean;
}

/** `faultbook sweep`: the exit code. */
export async function sweepCommand(
  project: Project,
  names: readonly string[],
  flags: SweepFlags,
  signal: AbortSignal,
): Promise<number> {
  const modes = await publishedIn(project.failureModes);
  // Without names, the command sweeps all subjects that can be swept.
  const asked = chooseModels(project, names, 'sweep').filter((subject) => names.length > 0 || canSweep(subject));
  const planned = asked.map((subject) => ({ subject, plan: planSweep(subject, modes) }));
  for (const { subject, plan } of planned)
    if (names.length > 0 && plan.length === 0)
      throw new UsageError(`${subject.name} has no runs to crash: no scenarios, and no failure modes`);
  const chosen = planned
    .filter(({ plan }) => plan.length > 0)
    .map(({ subject, plan }) => ({ subject, plan, system: chooseSystem(subject, flags.system) }));
  if (chosen.length === 0)
    throw new UsageError(
      'no subject has runs to crash: a sweep needs failpoints in a system, and scenarios or failure modes',
    );
  await assertDescribed(chosen.map(({ subject }) => subject));
  const output = outputOf('sweep', flags);
  const sweeps: Sweep[] = [];
  for (const { subject, plan, system } of chosen) {
    const swept = await sweepShowingProgress(subject, system, plan, flags, signal);
    sweeps.push(swept);
    const lines = renderSweep(swept, { isVerbose: flags.verbose === true, sentences: sentencesOf(subject) });
    output.printLines(lines);
    output.record({ name: `${subject.name} on ${system}`, verdict: swept.verdict, lines });
    if (swept.verdict === 'interrupted') break;
  }
  output.end(sweeps.length === 1 ? sweeps[0] : { sweeps });
  return worstOf(sweeps.map(({ verdict }) => exitOf(verdict)));
}

async function sweepShowingProgress(
  subject: AnySubject,
  system: string,
  plan: readonly PlannedSweep[],
  flags: Pick<SweepFlags, 'timeout'>,
  signal: AbortSignal,
): Promise<Sweep> {
  const progress = showProgress(`crashing ${subject.name} on ${system}`);
  try {
    return await sweepSubject(subject, system, plan, {
      ...answerTime(flags),
      signal,
      onProgress: (title, done, of) => progress.update(formatRunsOf(title, done, of)),
    });
  } finally {
    progress.clear();
  }
}
