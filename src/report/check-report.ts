import { styleText } from 'node:util';
import type { Counterexample } from '../kernel/counterexample.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { formatCount, formatNumber, formatPercent } from './numbers.ts';
import type { OutcomeCounts } from './outcomes.ts';
import { renderOutcomes } from './outcomes.ts';
import { formatCertificate } from './provenance.ts';
import { renderHead } from './set-up.ts';
import type { LimitsToRender } from './system-limits.ts';
import { renderLimits } from './system-limits.ts';
import { timeline } from './timeline.ts';

/** How many of the explored states or edges the runs have seen; `share` is from 0 to 1. */
interface SeenShare {
  readonly seen: number;
  readonly of: number;
  readonly share: number;
}

/** The share of the explored states and edges that the runs have seen, and the names that they never reached. */
interface SeenOfExplored {
  readonly states: SeenShare;
  readonly edges: SeenShare;
  readonly unreachedCommands: readonly string[];
  readonly unreachedOutcomes: readonly string[];
}

/** A counterexample of an earlier check, and the result of its replay. */
interface ReplayedFile {
  readonly file: string;
  readonly verdict: 'reproduced' | 'other' | 'gone' | 'mismatch' | 'unreadable';
  readonly notes: readonly string[];
}

/** The file of a counterexample; `known`: the file existed before. */
interface KeptFile {
  readonly path: string;
  readonly how: 'new' | 'shorter' | 'known';
}

/** The printed facts of a check of a subject on a system. */
export interface CheckToRender {
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly seed: number;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly runs: number;
  readonly commands: number;
  readonly distinctStates: number;
  readonly outcomes: OutcomeCounts;
  readonly faults: Readonly<Record<string, number>>;
  /** The coverage goals, each with the share of the runs that reached it, and the share that has to. */
  readonly reached: Readonly<Record<string, { readonly share: number; readonly leastShare: number }>>;
  readonly missedGoals: readonly string[];
  /** What the verdict does not cover; `null`: nothing of the model. */
  readonly limits: LimitsToRender | null;
  readonly seen: SeenOfExplored | null;
  /** How many invariants the runs were asked for. */
  readonly invariants: number;
  readonly counterexample: Counterexample | null;
  readonly others: readonly Counterexample[];
  /** The counterexamples that were replayed before the search. */
  readonly known: readonly ReplayedFile[];
  readonly kept: KeptFile | null;
  readonly othersKept: readonly KeptFile[];
}

/** A check: its coverage, the verdict, the counterexample as a timeline, and the file of the counterexample. */
export function renderCheck(subject: AnySubject, report: CheckToRender): string[] {
  const { counterexample, known, kept, othersKept, runs, seen } = report;
  return [
    ...renderHead(`${subject.name} on ${report.system}`, report.policies, report.scope, [`seed ${report.seed}`]),
    ...known.map(formatReplayedFile),
    ...(runs === 0 && counterexample !== null ? [] : renderCoverage(report)),
    ...(seen === null ? [] : renderSeen(seen)),
    ...(report.limits === null ? [] : renderLimits(report.system, report.limits)),
    formatVerdict(report),
    ...renderViolation(subject, report),
    ...[kept ?? [], othersKept].flat().map(({ how, path }) => `${how === 'known' ? 'already ' : ''}kept: ${path}`),
  ];
}

function formatReplayedFile({ file, verdict, notes }: ReplayedFile): string {
  const result = {
    reproduced: styleText('red', 'reproduces its violation'),
    other: styleText('red', 'has another violation now'),
    gone: styleText('green', 'no longer reproduces'),
    mismatch: styleText('yellow', 'no longer fits'),
    unreadable: styleText('yellow', 'cannot be read'),
  }[verdict];
  return [`${file} ${result}`, ...notes].join(': ');
}

/** The coverage of the runs: outcomes, faults and coverage goals. */
function renderCoverage({ outcomes, faults, reached, counterexample }: CheckToRender): string[] {
  const counts = Object.entries(faults).map(([fault, count]) => `${fault} ${formatNumber(count)}`);
  const goals = Object.entries(reached).map(
    ([name, { share, leastShare }]) =>
      `${share < leastShare ? 'missed' : 'reached'}: ${name} in ${formatPercent(share)} of the runs (at least ${formatPercent(leastShare)})`,
  );
  return [
    ...renderOutcomes(outcomes),
    `faults: ${counts.length === 0 ? 'none' : counts.join(', ')}`,
    // A violation cuts its run off, so a missed goal has no meaning then.
    ...(counterexample !== null ? [] : goals.length === 0 ? ['no coverage goal in this scope'] : goals),
  ];
}

/** The share of the explored states and edges that the runs have seen, and the names that they never reached. */
function renderSeen({ states, edges, unreachedCommands, unreachedOutcomes }: SeenOfExplored): string[] {
  const unreached = [...unreachedCommands, ...unreachedOutcomes].join(', ');
  return [
    `seen of all that was explored, name by name: ${formatSeen(states, 'states')}, ${formatSeen(edges, 'edges')}`,
    `never reached: ${unreached === '' ? 'no command and no outcome' : unreached}`,
  ];
}

function formatSeen({ seen, of, share }: SeenShare, what: string): string {
  return `${formatNumber(seen)} of ${formatNumber(of)} ${what} (${formatPercent(share)})`;
}

/** The verdict of a check in a sentence: the violation, if any, and the coverage. */
function formatVerdict(report: CheckToRender): string {
  const { verdict, counterexample, seen } = report;
  const states =
    seen === null
      ? formatCount(report.distinctStates, 'distinct state')
      : `${formatPercent(seen.states.share)} of all states and ${formatPercent(seen.edges.share)} of the edges between them`;
  const covered = `${formatCount(report.runs, 'run')} (${formatCount(report.commands, 'command')}, ${states})`;
  if (counterexample !== null) {
    const { violation, commands } = counterexample;
    const where = {
      model: 'on the model',
      system: `on ${report.system} alone`,
      both: `on the model and on ${report.system}`,
    }[violation.side];
    const finder = report.runs === 0 ? 'a kept counterexample' : `run ${formatNumber(report.runs)}`;
    return styleText(
      'red',
      `violated: ${violation.name} (${violation.kind}) by ${formatCount(commands.length, 'command')}, ${where}; found by ${finder}`,
    );
  }
  if (verdict === 'interrupted') return styleText('yellow', `interrupted: no violation in the first ${covered}`);
  if (verdict === 'inconclusive')
    return styleText(
      'yellow',
      `inconclusive: no violation in ${covered}, but too few of them reached: ${report.missedGoals.join('; ')}`,
    );
  const asked = report.invariants === 0 ? '; compared with the model, no invariant asked' : '';
  return styleText('green', `holds: no violation in ${covered}: a sample, no proof${asked}`);
}

/** The counterexample of a check as a timeline, with its details. Empty where there is no counterexample. */
function renderViolation(subject: AnySubject, { counterexample, others }: CheckToRender): string[] {
  if (counterexample === null) return [];
  return [
    ...timeline(subject, counterexample, counterexample),
    counterexample.violation.details,
    formatCertificate(counterexample.certificate),
    ...others.map(formatOther),
  ];
}

function formatOther({ violation: { name, kind }, commands, certificate }: Counterexample): string {
  return `also found: ${name} (${kind}) by ${formatCount(commands.length, 'command')}, ${certificate.kind}`;
}
