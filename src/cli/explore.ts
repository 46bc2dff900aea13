import type { DriveProgress, DrivenOn, NotDriven } from '../check/drive-system.ts';
import { driveSystem } from '../check/drive-system.ts';
import { explore } from '../explore/explore.ts';
import type { Exploration } from '../explore/result.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { renderDriving } from '../report/driving.ts';
import { renderExploration } from '../report/exploration.ts';
import { formatDrivingProgress, formatExplorationProgress } from '../report/progress.ts';
import {
  answerTime,
  choosePolicies,
  chooseScope,
  chooseSubjects,
  chooseSystem,
  resizeScope,
  sourceOf,
} from './choose.ts';
import { prepareDrawing } from './dot.ts';
import { exitCode, worstOf } from './exit.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { ChosenWorld } from './world.ts';

export interface ExploreFlags extends Readonly<Record<string, unknown>> {
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
  readonly json?: boolean;
}

/**
 * - `holds`: all states were reached, and no invariant is violated.
 * - `violated`: see `violations`; each run is minimal.
 * - `inconclusive`: no violation, but stopped before all states were reached, or the model has no invariant.
 */
type Verdict = 'holds' | 'violated' | 'inconclusive';

/** `faultbook explore`: the exit code. */
export async function exploreCommand(
  names: readonly string[],
  flags: ExploreFlags,
  signal: AbortSignal,
): Promise<number> {
  const worlds = chooseSubjects(names).map((subject): ChosenWorld => {
    const scope = resizeScope(subject, chooseScope(subject, flags.scope ?? 'small'), flags);
    const system = flags.system === undefined ? null : chooseSystem(subject, flags.system);
    return { subject, system, policies: choosePolicies(subject, flags.without ?? []), scope };
  });
  const drawing = flags.dot === undefined ? null : await prepareDrawing(flags.dot, worlds, flags);
  const reports: object[] = [];
  const verdicts: Verdict[] = [];
  const violations: ViolatingRun[] = [];
  for (const world of worlds) {
    const progress = showProgress(`exploring ${world.subject.name}`);
    const exploration = await explore(world.subject.model(world.policies, world.scope), {
      symmetry: flags.symmetry === 'on',
      maxDepth: flags.depth ?? Infinity,
      maxStates: flags.maxStates,
      threads: flags.threads,
      source: sourceOf(world.subject, world.policies, world.scope),
      laneOf: world.subject.narration.laneOf,
      signal,
      onProgress: (at) => progress.update(formatExplorationProgress(at)),
    });
    progress.clear();
    const isDriven = world.system !== null && !signal.aborted;
    const driven = isDriven ? await driveOn(world, world.system, flags, signal) : null;
    const verdict = verdictOf(exploration, driven);
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
    if (flags.json !== true) {
      const lines = renderExploration({ ...world, symmetry: flags.symmetry, isDriven: driven !== null }, exploration);
      if (driven !== null) lines.push(...renderDriving(world.subject, world, driven));
      printLines(lines);
    }
    if (signal.aborted) break;
  }
  if (flags.json === true) printJson(reports.length === 1 ? reports[0] : { reports });
  const drawn = (await drawing?.draw(violations)) ?? null;
  if (drawn !== null && flags.json !== true) printLines([drawn]);
  return worstOf(verdicts.map((verdict) => codeOf[verdict]));
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

const codeOf: Record<Verdict, number> = {
  holds: exitCode.success,
  violated: exitCode.violation,
  inconclusive: exitCode.inconclusive,
};

function verdictOf(
  { violations, withoutRun, isComplete, invariants }: Exploration,
  driven: DrivenOn | NotDriven | null,
): Verdict {
  if (violations.length + withoutRun.length > 0) return 'violated';
  if (invariants === 0 && driven === null) return 'inconclusive';
  if (driven === null) return isComplete ? 'holds' : 'inconclusive';
  if ('notDriven' in driven) return 'inconclusive';
  if (driven.divergence !== null) return 'violated';
  return isComplete && driven.drivenEdges === driven.edges ? 'holds' : 'inconclusive';
}
