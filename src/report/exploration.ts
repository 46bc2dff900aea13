import { styleText } from 'node:util';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { collisionCaveat, formatCollisionChance } from './collision.ts';
import { formatNumber } from './numbers.ts';
import type { OutcomeCounts } from './outcomes.ts';
import { renderOutcomes } from './outcomes.ts';
import { renderHead } from './set-up.ts';
import { timeline } from './timeline.ts';

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
}

/** An exploration: outcomes, verdict, digest, and a timeline of each violation. */
export function renderExploration(
  { subject, policies, scope, symmetry, isDriven = false }: ExploredWorld,
  exploration: ExplorationToRender,
): string[] {
  const names = symmetry === 'on' ? 'up to names' : 'name by name';
  const runs = exploration.violations.flatMap((run) => [
    '',
    ...timeline(subject, { policies, scope }, run),
    `minimal: no run of fewer commands has this violation${run.violation.kind === 'invariant' ? '' : ', with any recovery'}`,
  ]);
  return [
    ...renderHead(subject.name, policies, scope, [names]),
    ...renderOutcomes(exploration.outcomes),
    formatExplorationVerdict(exploration, isDriven),
    `chance that a collision of fingerprints hid a state: ${formatCollisionChance(exploration.collisionChance)}`,
    `digest ${exploration.digest}`,
    ...runs,
    ...formatWithoutRun(exploration),
  ];
}

function formatWithoutRun({ withoutRun }: ExplorationToRender): string[] {
  const names = withoutRun.map(({ name }) => name).join(', ');
  return names === '' ? [] : ['', `stopped before the shortest runs to ${names} were found`];
}

const stops = {
  maxDepth: 'at the depth that was asked for',
  maxStates: 'at as many states as were asked for',
  memory: 'short of memory',
  signal: 'by the user',
};

/** The verdict of an exploration in a single sentence. `isDriven`: a drive of a system follows. */
export function formatExplorationVerdict(exploration: ExplorationToRender, isDriven: boolean): string {
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
    return styleText('red', `violated: ${names}, in ${states} states (${taken})${stopped}${caveat}`);
  }
  if (exploration.invariants === 0)
    return styleText(
      'yellow',
      `${isDriven ? '' : 'inconclusive: '}the model has no invariant to ask in ${states} states (${taken})${stopped}`,
    );
  if (stoppedBy === null)
    return styleText(
      'green',
      `holds in all ${states} states (${taken}), and so does every order of recovery from each of them, in at most ${longestRecovery} commands${caveat}`,
    );
  return styleText('yellow', `inconclusive: no violation in ${states} states (${taken})${stopped}${caveat}`);
}
