import type { DriveProgress, DrivenOn, NotDriven } from '../check/drive-system.ts';
import { driveSystem } from '../check/drive-system.ts';
import type { ExplorationVerdict } from '../check/exploration-verdict.ts';
import { verdictOfExploration } from '../check/exploration-verdict.ts';
import { explore } from '../explore/explore.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { renderDriving } from '../report/driving.ts';
import { renderExploration } from '../report/exploration.ts';
import { formatCheckOf } from '../report/next-steps.ts';
import { formatDrivingProgress, formatExplorationProgress, formatSlowCall } from '../report/progress.ts';
import { formatSetUp } from '../report/set-up.ts';
import {
  answerTime,
  choosePolicies,
  chooseScope,
  chooseModels,
  chooseSystem,
  resizeScope,
  sizeFlags,
  smallestScope,
  subjectSource,
  everySubjectOf,
} from './choose.ts';
import { prepareDrawing } from './dot.ts';
import { exitOf, worstOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import type { OutputFlags } from './output.ts';
import { outputOf } from './output.ts';
import { printError } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import type { ChosenWorld } from './world.ts';

export interface ExploreFlags extends OutputFlags, Readonly<Record<string, unknown>> {
  readonly without?: readonly string[];
  readonly scope?: string;
  readonly system?: string;
  readonly depth?: number;
  readonly maxStates: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly threads: number;
  readonly symmetry: 'on' | 'off';
  /** The file to which the graph of states is written. */
  readonly dot?: string;
  /** The outcomes and the digest also of an exploration with violations. */
  readonly verbose?: boolean;
}

/** `faultbook explore`: the exit code. */
export async function exploreCommand(
  project: Project,
  names: readonly string[],
  flags: ExploreFlags,
  signal: AbortSignal,
): Promise<number> {
  const worlds = chooseModels(project, names, 'explore').map((subject): ChosenWorld => {
    const scope = resizeScope(project, subject, chooseScope(subject, flags.scope ?? smallestScope(subject)), flags);
    const system = flags.system === undefined ? null : chooseSystem(subject, flags.system);
    return { subject, system, policies: choosePolicies(subject, flags.without ?? []), scope };
  });
  await assertDescribed(worlds.map(({ subject }) => subject));
  const drawing = flags.dot === undefined ? null : await prepareDrawing(flags.dot, worlds, flags);
  const output = outputOf('explore', flags);
  const reports: object[] = [];
  const verdicts: ExplorationVerdict[] = [];
  const violations: ViolatingRun[] = [];
  for (const world of worlds) {
    const progress = showProgress(`exploring ${world.subject.name}`);
    const exploration = await explore(world.subject.model(world.policies, world.scope), {
      symmetry: flags.symmetry === 'on',
      maxDepth: flags.depth ?? Infinity,
      maxStates: flags.maxStates,
      threads: flags.threads,
      source: { ...subjectSource(project, world.subject), policies: world.policies, scope: world.scope },
      laneOf: world.subject.narration.laneOf,
      signal,
      onProgress: (at) => progress.update(formatExplorationProgress(at)),
    });
    progress.clear();
    const { slowestCall } = exploration.timing;
    if (slowestCall !== undefined)
      printError(`${formatSlowCall(slowestCall)}: Ctrl-C and the progress wait for the end of a call of the model`);
    const isDriven = world.system !== null && !signal.aborted;
    const driven = isDriven ? await driveOn(world, world.system, flags, signal) : null;
    const verdict = verdictOfExploration(exploration, driven);
    verdicts.push(verdict);
    violations.push(...exploration.violations);
    const { timing, model: _model, ...found } = exploration;
    reports.push({
      subject: world.subject.name,
      policies: world.policies,
      scope: world.scope,
      symmetry: flags.symmetry,
      verdict,
      ...found,
      driven,
      timing,
    });
    const lines = renderExploration(
      { ...world, symmetry: flags.symmetry, isDriven: driven !== null, isVerbose: flags.verbose === true },
      exploration,
    );
    if (driven !== null) lines.push(...renderDriving(world.subject, world, driven));
    if (exploration.violations.length > 0)
      lines.push('', formatCheckOf(world, scopeFlags(project, world, flags), project.subjectFiles));
    output.printLines(lines);
    const name = formatSetUp(world.subject.name, world.policies, world.scope);
    output.record({ name, verdict, lines, seconds: timing.seconds });
    if (signal.aborted) break;
  }
  const drawn = (await drawing?.draw(violations)) ?? null;
  output.printLines(drawn === null ? [] : [drawn]);
  output.end(reports.length === 1 ? reports[0] : { reports });
  return worstOf(verdicts.map(exitOf));
}

/** The flags that give `check` the scope of an exploration, whose usual scope is another. */
function scopeFlags(project: Project, { subject, scope }: ChosenWorld, flags: ExploreFlags): string[] {
  const name = flags.scope ?? smallestScope(subject);
  const named = chooseScope(subject, name);
  const sizes = [...sizeFlags(everySubjectOf(project))].filter(([size]) => scope[size] !== named[size]);
  return ['--scope', name, ...sizes.flatMap(([size, flag]) => [`--${flag}`, String(scope[size])])];
}

async function driveOn(
  { subject, policies, scope }: ChosenWorld,
  system: string,
  flags: Pick<ExploreFlags, 'maxStates' | 'timeout'>,
  signal: AbortSignal,
): Promise<DrivenOn | NotDriven> {
  const progress = showProgress(`driving the edges of ${subject.name} on ${system}`);
  try {
    const onProgress = (at: DriveProgress): void => progress.update(formatDrivingProgress(at));
    return await driveSystem(subject, {
      system,
      policies,
      scope,
      ...answerTime(flags),
      maxStates: flags.maxStates,
      signal,
      onProgress,
    });
  } finally {
    progress.clear();
  }
}
