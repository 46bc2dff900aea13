import { styleText } from 'node:util';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';
import { briefJson } from './brief-json.ts';
import { renderLegend } from './legend.ts';
import { formatCount, formatNumber, sumOf } from './numbers.ts';
import { table } from './table.ts';
import { paragraph } from './wrapped.ts';

/** How long a crash lasts: the first actor at the failpoint crashes, or every actor from then on. */
type Lasting = 'once' | 'fromThenOn';

/** A violation, its run, and the crash of that run; `crash` is `null` for a run without a crash. */
interface SweptViolation {
  readonly violation: Violation;
  readonly crash: {
    readonly point: { readonly name: string; readonly at: number };
    readonly lasting: Lasting;
  } | null;
  readonly steps: readonly {
    readonly command: Command;
    /** `null` where the system threw. */
    readonly outcome: Outcome | null;
    readonly killedAt: readonly string[];
  }[];
  readonly runs: number;
}

/** A run, crashed at each of its failpoints. */
interface SweptRun {
  readonly title: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly commands: readonly Command[];
  readonly points: readonly { readonly name: string; readonly killed: readonly Lasting[] }[];
  readonly runs: number;
  /** Violations of invariants whose policy is off, by name. */
  readonly unprotectedViolations: Readonly<Record<string, number>>;
  readonly violations: readonly SweptViolation[];
}

/** The number of runs that checked an invariant, and the number of runs that violated the invariant. */
interface InvariantCounts {
  readonly runs: number;
  readonly violated: number;
}

/** The printed facts of a sweep of crashes. */
export interface SweepToRender {
  readonly subject: string;
  readonly system: string;
  readonly verdict: 'holds' | 'violated' | 'missed' | 'interrupted';
  /** The number of crashes at each failpoint. */
  readonly killedAt: Readonly<Record<string, number>>;
  readonly invariants: Readonly<
    Record<string, { readonly protected: InvariantCounts; readonly unprotected: InvariantCounts }>
  >;
  readonly rows: readonly SweptRun[];
}

/** The sentences of the invariants, by name. */
type Sentences = Readonly<Record<string, string>>;

/**
 * A sweep: a row per run, the crashes per failpoint, the invariants, and the verdict. Of a sweep with violations each
 * violation, and the coverage only where `isVerbose`.
 */
export function renderSweep(
  { subject, system, verdict, killedAt, invariants, rows }: SweepToRender,
  { isVerbose = false, sentences = {} }: { readonly isVerbose?: boolean; readonly sentences?: Sentences } = {},
): string[] {
  const violations = rows.flatMap((row) => row.violations.flatMap((violation) => renderViolation(row, violation)));
  const isCovered = isVerbose || violations.length === 0;
  return [
    styleText('bold', `${subject} on ${system}, crashed at every failpoint that a run reaches`),
    ...violations,
    ...(isCovered ? [...renderRuns(rows), ...renderPlaces(killedAt), ...renderInvariants(invariants, sentences)] : []),
    ...renderVerdict(verdict, rows),
  ];
}

function renderRuns(rows: readonly SweptRun[]): string[] {
  const cells = rows.map(({ title, without, points, unprotectedViolations }, at) => [
    title === rows[at - 1]?.title ? '' : title,
    without.length === 0 ? '(none)' : without.join(', '),
    formatPoints(points),
    Object.keys(unprotectedViolations).toSorted().join(', ') || 'none',
  ]);
  return [
    ...table(['run', 'policies off', 'points', 'unprotected violations'], cells),
    ...paragraph('points: failpoints of the run; an actor crashes at each, once and from then on'),
  ];
}

/** The failpoints of a run, with the crashes of either kind where some are missing. */
function formatPoints(points: SweptRun['points']): string {
  const killed = (lasting: Lasting): number => points.filter((point) => point.killed.includes(lasting)).length;
  const [once, fromThenOn, all] = [killed('once'), killed('fromThenOn'), points.length];
  return once === all && fromThenOn === all ? String(all) : `${all}: ${once} once, ${fromThenOn} from then on`;
}

/** The number of crashes at each failpoint, with a common row for failpoints that differ only in their last word. */
function renderPlaces(killedAt: SweepToRender['killedAt']): string[] {
  const places = Object.entries(killedAt).map(([name, count]) => {
    const at = name.lastIndexOf('.');
    return { step: name.slice(0, Math.max(at, 0)), word: name.slice(at + 1), count };
  });
  const words = [...new Set(places.map(({ word }) => word))];
  const steps = [...new Set(places.map(({ step }) => step))];
  const cell = (step: string, word: string): string =>
    `${places.find((place) => place.step === step && place.word === word)?.count ?? ''}`;
  const rows = steps.map((step) => [step].concat(words.map((word) => cell(step, word))));
  return table(['crashes at', ...words], rows);
}

/** Over all crashes: where each invariant held, and where it was violated. */
function renderInvariants(invariants: SweepToRender['invariants'], sentences: Sentences): string[] {
  const rows = Object.entries(invariants).map(([id, { protected: kept, unprotected }]) => [
    id,
    `${kept.runs - kept.violated} of ${kept.runs} runs`,
    unprotected.runs === 0 ? '' : `${unprotected.violated} of ${unprotected.runs} runs`,
  ]);
  const legend = Object.entries(sentences).filter(([id]) => Object.hasOwn(invariants, id));
  return [
    ...table(['invariant', 'holds where protected', 'violated where unprotected'], rows),
    ...renderLegend(Object.fromEntries(legend)),
  ];
}

function renderVerdict(verdict: SweepToRender['verdict'], rows: readonly SweptRun[]): string[] {
  const runs = formatNumber(sumOf(rows.map((row) => row.runs)));
  const kinds = new Set(rows.flatMap(({ points }) => points.map(({ name }) => name))).size;
  const covered = `${runs} runs, ${kinds} failpoints`;
  switch (verdict) {
    case 'holds':
      return paragraph(`holds: no protected invariant was violated by any of the crashes (${covered})`, 'green');
    case 'violated':
      return paragraph(`violated: a crash violated a protected invariant (${covered})`, 'red');
    case 'missed':
      return paragraph(`missed: at some failpoints no crash took place (${covered})`, 'yellow');
    case 'interrupted':
      return paragraph(`interrupted: stopped before every failpoint was reached (${covered})`, 'yellow');
  }
}

function renderViolation(
  { title, without, commands }: SweptRun,
  { violation, crash, steps, runs }: SweptViolation,
): string[] {
  const off = without.length === 0 ? '' : ` without ${without.join(', ')}`;
  const where =
    crash === null
      ? 'without a crash'
      : `killed at ${crash.point.name} by command ${crash.point.at + 1}${crash.lasting === 'once' ? '' : ' and at every failpoint from then on'}`;
  const rows = steps.map(({ command, outcome, killedAt }, at) => [
    at < commands.length ? `${at + 1}` : `r${at + 1 - commands.length}`,
    briefJson(command),
    outcome === null ? 'threw' : briefJson(outcome),
    killedAt.length === 0 ? '' : `✗ ${killedAt.join(', ')}`,
  ]);
  return [
    '',
    ...paragraph(
      `${violation.name} (${violation.kind}) is violated in ${title}${off}, ${where}; found in ${formatCount(runs, 'run')}`,
      'red',
    ),
    ...paragraph(violation.details),
    ...table(['#', 'command', 'outcome', 'killed at'], rows),
  ];
}
