import { styleText } from 'node:util';
import { explore } from '../explore/explore.ts';
import type { Exploration, ExploreProgress, ShortestViolation } from '../explore/explore.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { timeline } from '../report/timeline.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem, resizeScope, sourceOf } from './choose.ts';
import { prepareDrawing } from './dot.ts';
import { exitCode, worstOf } from './exit.ts';
import { showProgress } from './progress.ts';
import type { DrivenOn, NotDriven } from './drive.ts';
import { driveOn, tellDriven } from './drive.ts';
import { tellHead, tellOutcomes } from './tell.ts';

export interface ExploreFlags extends Readonly<Record<string, unknown>> {
  readonly without?: readonly string[];
  readonly scope?: string;
  readonly system?: string;
  readonly depth?: number;
  readonly maxStates: number;
  readonly threads: number;
  readonly symmetry: 'on' | 'off';
  /** The file to which the graph of states is written. */
  readonly dot?: string;
  readonly json?: boolean;
}

/**
 * - `holds`: every state was reached, and nothing falls in any of them.
 * - `violated`: see `violations`; each run is a shortest one.
 * - `undecided`: stopped before all states were reached, with no violation until then.
 */
type Verdict = 'holds' | 'violated' | 'undecided';

export interface World {
  readonly subject: AnySubject;
  /** The system on which every edge is driven, if any. */
  readonly system: string | null;
  readonly policies: Policies;
  readonly scope: Scope;
}

/** `faultbook explore`: the exit code. */
export async function exploreCommand(
  names: readonly string[],
  flags: ExploreFlags,
  signal: AbortSignal,
): Promise<number> {
  const worlds = chooseSubjects(names).map((subject): World => {
    const scope = resizeScope(subject, chooseScope(subject, flags.scope ?? 'small'), flags);
    const system = flags.system === undefined ? null : chooseSystem(subject, flags.system);
    return { subject, system, policies: choosePolicies(subject, flags.without ?? []), scope };
  });
  const drawing = flags.dot === undefined ? null : await prepareDrawing(flags.dot, worlds, flags);
  const reports: object[] = [];
  const verdicts: Verdict[] = [];
  const violations: ShortestViolation[] = [];
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
      onProgress: (at) => progress.update(whereOf(at)),
    });
    progress.clear();
    const driven = world.system === null ? null : await driveOn(world, world.system, flags.maxStates, signal);
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
    if (flags.json !== true)
      for (const line of [...tell(world, exploration, flags), ...tellDriven(world, driven)]) console.log(line);
  }
  if (flags.json === true) console.log(JSON.stringify(reports.length === 1 ? reports[0] : { reports }, null, 2));
  const drawn = drawing?.draw(violations) ?? null;
  if (drawn !== null && flags.json !== true) console.log(drawn);
  return worstOf(verdicts.map((verdict) => codeOf[verdict]));
}

const codeOf: Record<Verdict, number> = {
  holds: exitCode.asPromised,
  violated: exitCode.violation,
  undecided: exitCode.undecided,
};

function verdictOf({ violations, isComplete }: Exploration, driven: DrivenOn | NotDriven | null): Verdict {
  if (violations.length > 0) return 'violated';
  if (driven === null) return isComplete ? 'holds' : 'undecided';
  if ('notDriven' in driven) return 'undecided';
  if (driven.disagreement !== null) return 'violated';
  return isComplete && driven.drivenEdges === driven.edges ? 'holds' : 'undecided';
}

/** How far an exploration is. */
export function whereOf({ depth, distinctStates, frontier, statesPerSecond, secondsLeft }: ExploreProgress): string {
  const [states, waiting, speed] = [distinctStates, frontier, Math.round(statesPerSecond)].map((count) =>
    count.toLocaleString('en'),
  );
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  return `depth ${depth}, ${states} states, ${waiting} at this depth, ${speed} states/s${left}`;
}

function tell({ subject, policies, scope }: World, exploration: Exploration, { symmetry }: ExploreFlags): string[] {
  const names = symmetry === 'on' ? 'up to names' : 'name by name';
  const runs = exploration.violations.flatMap((violation) => [
    '',
    ...timeline(subject, { policies, scope }, violation),
    `shortest: no run of fewer commands breaks it${violation.kind === 'invariant' ? '' : ', whatever the recovery'}`,
  ]);
  return [
    ...tellHead(subject.name, policies, scope, [names]),
    ...tellOutcomes(exploration.outcomes),
    tellVerdict(exploration),
    `digest ${exploration.digest}`,
    ...runs,
  ];
}

const stops = {
  maxDepth: 'at the depth that was asked for',
  maxStates: 'at as many states as were asked for',
  memory: 'short of memory',
  signal: 'by the user',
};

function tellVerdict(exploration: Exploration): string {
  const { distinctStates, generatedStates, depth, stoppedBy, violations, longestRecovery } = exploration;
  const states = distinctStates.toLocaleString('en');
  const taken = `${(generatedStates - 1).toLocaleString('en')} steps, ${depth} levels`;
  const stopped = stoppedBy === null ? '' : `, stopped ${stops[stoppedBy]}`;
  if (violations.length > 0) {
    const names = violations.map(({ name, length }) => `${name} (${length})`).join(', ');
    return styleText('red', `violated: ${names}, in ${states} states (${taken})${stopped}`);
  }
  if (stoppedBy === null)
    return styleText(
      'green',
      `holds in all ${states} states (${taken}), and so does every order of recovery from each of them, in at most ${longestRecovery} commands`,
    );
  return styleText('yellow', `undecided: no violation in ${states} states (${taken})${stopped}`);
}
