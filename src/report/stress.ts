import type { HistoryFailure, Operation } from '../kernel/operation.ts';
import type { Policies, Scope } from '../kernel/subject.ts';
import type { IllegalToRender } from './history.ts';
import { renderFailure, renderIllegal } from './history.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { renderHead } from './set-up.ts';
import { paragraph } from './wrapped.ts';

type ViolationToRender = { readonly round: number } & (
  | { readonly kind: 'illegal'; readonly operations: readonly Operation[]; readonly found: IllegalToRender }
  | { readonly kind: 'invariant'; readonly id: string; readonly says: string }
  | ({ readonly kind: 'failure'; readonly operations: readonly Operation[] } & HistoryFailure)
);

/** The printed facts of a stress. */
export interface StressToRender {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly seed: number;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly operations: number;
  readonly rounds: number;
  readonly worlds: number;
  readonly notDecided: number;
  readonly endsUnknown: number;
  readonly unknownOutcomes: number;
  readonly strikes: Readonly<Record<string, number>>;
  readonly overlapsNeeded: readonly { readonly because: string; readonly count: number }[];
  readonly violation: ViolationToRender | null;
  readonly timing: { readonly seconds: number; readonly actingSeconds: number };
  /** A smaller load with a violation, which is the one to show; `null`: none was looked for. */
  readonly smaller: SmallerToRender | null;
  /** The file of the history of a violation. */
  readonly kept: string | null;
  /** What allows an order of a round, or none. */
  readonly judgedBy: 'model' | 'contract';
}

interface SmallerToRender {
  readonly load: {
    readonly actors: number | null;
    readonly operationsEach: number;
    readonly roundsPerWorld: number;
  };
  readonly violated: { readonly violation: ViolationToRender | null };
  readonly worlds: number;
  readonly cameBack: number;
}

/** A stress: its load, the violation with its core, and the verdict. */
export function renderStress(report: StressToRender): string[] {
  const { subject, system, policies, scope, seed, smaller, kept } = report;
  const violation = smaller?.violated.violation ?? report.violation;
  return [
    ...renderHead(`${subject} on ${system}`, policies, scope, [`seed ${seed}`]),
    ...renderLoad(report),
    ...(violation === null ? renderVerdict(report) : ['', ...renderFound(report.violation, violation)]),
    ...(smaller === null ? [] : renderSmaller(smaller)),
    ...renderKept(kept),
  ];
}

function renderLoad(report: StressToRender): string[] {
  const { operations, rounds, worlds, timing, unknownOutcomes, strikes, notDecided, endsUnknown, overlapsNeeded } =
    report;
  const perSecond = timing.actingSeconds > 0 ? Math.round(operations / timing.actingSeconds) : 0;
  return [
    ...paragraph(
      `${formatCount(operations, 'operation')} (${formatNumber(perSecond)} a second while actors acted), ` +
        `${formatCount(rounds, 'round')} in ${formatCount(worlds, 'world')}, ${timing.seconds.toFixed(1)} s`,
    ),
    ...(Object.keys(strikes).length === 0
      ? []
      : paragraph(
          `faults: ${Object.entries(strikes)
            .map(([fault, count]) => `${fault} ${formatNumber(count)}`)
            .join(', ')}`,
        )),
    ...(unknownOutcomes === 0 ? [] : paragraph(`outcomes that are not known: ${formatNumber(unknownOutcomes)}`)),
    ...overlapsNeeded.flatMap(({ because, count }) =>
      paragraph(`right only while another operation overlaps, ${formatCount(count, 'time')}: ${because}`),
    ),
    ...(notDecided === 0
      ? []
      : paragraph(`${formatCount(notDecided, 'round')} not decided: no search came to its end within its limits`)),
    ...(endsUnknown === 0
      ? []
      : paragraph(
          `${formatCount(endsUnknown, 'world')} started again: the states in which a round ended are too many`,
        )),
  ];
}

function renderVerdict({ verdict, rounds, notDecided, operations, judgedBy }: StressToRender): string[] {
  const decided = formatCount(rounds - notDecided, 'round');
  if (verdict === 'interrupted') return paragraph(`interrupted: no violation in the first ${decided}`, 'yellow');
  if (operations === 0) return paragraph('inconclusive: no command is enabled at the beginning', 'yellow');
  if (verdict === 'inconclusive')
    return paragraph(`inconclusive: no violation in ${decided}, and the others are not decided`, 'yellow');
  return paragraph(`holds: the ${judgedBy} allows an order of each of ${decided}: a sample, no proof`, 'green');
}

/** The violation to show, which may be that of a smaller load. */
function renderFound(first: ViolationToRender | null, shown: ViolationToRender): string[] {
  const before =
    first === null || first === shown ? [] : [`found in round ${formatNumber(first.round)}; by a smaller load:`];
  return [...before, ...renderViolation(shown)];
}

function renderViolation(violation: ViolationToRender): string[] {
  const where = `in round ${formatNumber(violation.round)}`;
  if (violation.kind === 'invariant')
    return paragraph(`violated ${where}, on both sides: ${violation.id}: ${violation.says}`, 'red');
  if (violation.kind === 'failure') {
    const { operations } = violation;
    return [
      ...paragraph(`violated ${where}, of ${formatCount(operations.length, 'operation')}`, 'red'),
      ...renderFailure(violation, operations),
    ];
  }
  const { operations, found } = violation;
  return [
    ...paragraph(`violated ${where}, of ${formatCount(operations.length, 'operation')}`, 'red'),
    ...renderIllegal(found, operations),
  ];
}

/** The smallest load that had the violation, and how often it came back. */
function renderSmaller({ load, worlds, cameBack }: SmallerToRender): string[] {
  const rate = `${formatNumber(cameBack)} of ${formatCount(worlds, 'world')}`;
  return paragraph(`the smallest load with a violation: ${formatLoad(load)}; it came back in ${rate}`);
}

/** `2 actors, 3 operations each in a round, worlds of 1 round`. */
export function formatLoad({ actors, operationsEach, roundsPerWorld }: SmallerToRender['load']): string {
  const parts = [
    ...(actors === null ? [] : [formatCount(actors, 'actor')]),
    `${formatCount(operationsEach, 'operation')} each in a round`,
    `worlds of ${formatCount(roundsPerWorld, 'round')}`,
  ];
  return parts.join(', ');
}

function renderKept(kept: string | null): string[] {
  return kept === null ? [] : [`kept: ${kept}`, ...paragraph(`judged once more by: npx faultbook history ${kept}`)];
}
