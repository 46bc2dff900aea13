import { sameJson } from '../kernel/json.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { collisionCaveat, formatCollisionChance } from './collision.ts';
import { formatDrawn } from './drawn.ts';
import { formatNumber } from './numbers.ts';
import type { OutcomeCounts } from './outcomes.ts';
import { renderOutcomes } from './outcomes.ts';
import { renderHead } from './set-up.ts';
import { renderEnding, timeline } from './timeline.ts';
import { paragraph } from './wrapped.ts';

/** The printed facts of an exploration. */
export interface ExplorationToRender {
  readonly distinctStates: number;
  readonly generatedStates: number;
  readonly depth: number;
  /** `null`: every state was reached. */
  readonly stoppedBy: keyof typeof stops | null;
  readonly longestRecovery: number | null;
  /** The number of the model's invariants. With 0 the exploration is inconclusive. */
  readonly invariants: number;
  /** The fields of which one value each was explored. */
  readonly drawn?: readonly string[];
  readonly outcomes: OutcomeCounts;
  readonly violations: readonly ViolatingRun[];
  /** What else is violated, where it was stopped before the shortest runs to that were found. */
  readonly withoutRun: readonly { readonly name: string; readonly length: number }[];
  readonly digest: string;
  /** From 0 to 1: the chance that a collision of fingerprints hid a state. */
  readonly collisionChance: number;
}

/** The explored subject, its set-up, and whether states that differ only by names are merged. */
export interface ExploredWorld {
  readonly subject: AnySubject;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly symmetry: 'on' | 'off';
  /** A drive of a system follows, which has a verdict of its own. */
  readonly isDriven?: boolean;
  /** The outcomes, the chance of a collision and the digest also of an exploration with violations. */
  readonly isVerbose?: boolean;
}

/** An exploration: the run to each violation and the verdict. The outcomes of one with violations only where `isVerbose`. */
export function renderExploration(
  { subject, policies, scope, symmetry, isDriven = false, isVerbose = false }: ExploredWorld,
  exploration: ExplorationToRender,
): string[] {
  const names = symmetry === 'on' ? 'up to names' : 'name by name';
  const isViolated = exploration.violations.length + exploration.withoutRun.length > 0;
  const isCovered = isVerbose || !isViolated;
  const runs = byRun(exploration.violations).flatMap((same) =>
    renderRun({ subject, policies, scope, drawn: formatDrawn(exploration) }, same),
  );
  return [
    ...renderHead(subject.name, policies, scope, [names]),
    ...runs,
    ...renderWithoutRun(exploration),
    ...(isViolated ? [''] : []),
    ...(isCovered ? renderOutcomes(exploration.outcomes) : []),
    ...renderExplorationVerdict(exploration, isDriven),
    ...(isCovered
      ? [
          ...paragraph(
            `chance that a collision of fingerprints hid a state: ${formatCollisionChance(exploration.collisionChance)}`,
          ),
          `digest ${exploration.digest}`,
        ]
      : []),
  ];
}

/** The violations by their runs: a run that shows several violations is a single timeline. */
function byRun(violations: readonly ViolatingRun[]): ViolatingRun[][] {
  const isSame = (one: ViolatingRun, other: ViolatingRun): boolean =>
    (one.violation.kind === 'invariant') === (other.violation.kind === 'invariant') &&
    sameJson([one.commands, one.recovery ?? []], [other.commands, other.recovery ?? []]);
  const groups: ViolatingRun[][] = [];
  for (const run of violations) {
    const same = groups.find(([first]) => first !== undefined && isSame(first, run));
    if (same === undefined) groups.push([run]);
    else same.push(run);
  }
  return groups;
}

function renderRun(
  { drawn, ...world }: Pick<ExploredWorld, 'subject' | 'policies' | 'scope'> & { readonly drawn: string },
  [first, ...others]: readonly ViolatingRun[],
): string[] {
  if (first === undefined) return [];
  return [
    '',
    ...timeline(world.subject, world, first),
    ...others.flatMap(({ violation }) => renderEnding(violation)),
    `minimal: no run of fewer commands has this violation${first.violation.kind === 'invariant' ? '' : ', with any recovery'}${drawn}`,
  ];
}

function renderWithoutRun({ withoutRun }: ExplorationToRender): string[] {
  const names = withoutRun.map(({ name }) => name).join(', ');
  return names === '' ? [] : ['', ...paragraph(`stopped before the shortest runs to ${names} were found`)];
}

const stops = {
  maxDepth: 'at the depth that was asked for',
  maxStates: 'at as many states as were asked for',
  memory: 'short of memory',
  signal: 'by the user',
};

/** The verdict of an exploration in a single sentence. `isDriven`: a drive of a system follows. */
export function renderExplorationVerdict(exploration: ExplorationToRender, isDriven: boolean): string[] {
  const { distinctStates, generatedStates, depth, stoppedBy, longestRecovery } = exploration;
  const violated = [
    ...exploration.violations.map(({ violation, commands }) => ({ name: violation.name, length: commands.length })),
    ...exploration.withoutRun,
  ];
  const states = formatNumber(distinctStates);
  const taken = `${formatNumber(generatedStates - 1)} steps, ${depth} levels`;
  const stopped = stoppedBy === null ? '' : `, stopped ${stops[stoppedBy]}`;
  const caveat = collisionCaveat(exploration.collisionChance);
  if (violated.length > 0) {
    const names = violated.map(({ name, length }) => `${name} (${length})`).join(', ');
    return paragraph(`violated: ${names}, in ${states} states (${taken})${stopped}${caveat}`, 'red');
  }
  if (exploration.invariants === 0)
    return paragraph(
      `${isDriven ? '' : 'inconclusive: '}the model has no invariant to ask in ${states} states (${taken})${stopped}`,
      'yellow',
    );
  if (stoppedBy === null)
    return paragraph(
      `holds in all ${states} states (${taken}), and so does every order of recovery from each of them, in at most ${longestRecovery} commands${formatDrawn(exploration)}${caveat}`,
      'green',
    );
  return paragraph(`inconclusive: no violation in ${states} states (${taken})${stopped}${caveat}`, 'yellow');
}
