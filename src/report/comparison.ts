import type { Counterexample } from '../kernel/counterexample.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { table } from './table.ts';
import { timeline } from './timeline.ts';
import { paragraph } from './wrapped.ts';

/** The two copies of a library, and the runs that both take. */
export interface ComparisonHead {
  readonly library: string;
  readonly before: { readonly label: string };
  readonly after: { readonly label: string };
  readonly runs: number;
  readonly seed: number;
}

interface SearchToRender {
  readonly runs: number;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly missedGoals: readonly string[];
  readonly found: readonly Counterexample[];
}

/** A system on both copies. */
export interface ComparedToRender {
  readonly system: string;
  readonly before: SearchToRender;
  readonly after: SearchToRender;
  readonly broken: readonly BrokenToRender[];
}

interface BrokenToRender {
  readonly counterexample: Counterexample;
  readonly brokenIn: 'before' | 'after' | 'both' | 'open';
}

export interface ComparisonToRender extends ComparisonHead {
  readonly systems: readonly ComparedToRender[];
}

type ComparisonVerdict = 'holds' | 'violated' | 'inconclusive';

/**
 * `violated`: the later copy breaks a promise by a run on which the earlier copy keeps it. `inconclusive`: a finding is not
 * steady, or the runs missed a coverage goal.
 */
export function verdictOfComparison({ systems }: ComparisonToRender): ComparisonVerdict {
  const broken = systems.flatMap((one) => one.broken);
  if (broken.some(({ brokenIn }) => brokenIn === 'after')) return 'violated';
  const isOpen =
    broken.some(({ brokenIn }) => brokenIn === 'open') ||
    systems.some(({ before, after }) => [before, after].some(({ missedGoals }) => missedGoals.length > 0));
  return isOpen ? 'inconclusive' : 'holds';
}

export function renderComparisonHead({ library, before, after, runs, seed }: ComparisonHead): string[] {
  return paragraph(
    `${library} ${before.label} and ${after.label}: the same ${formatCount(runs, 'run')} of each system on both, seed ${seed}`,
  );
}

/** A system on both copies: each promise that one of them breaks, with its minimal run. */
export function renderCompared(
  subject: AnySubject,
  { before, after }: ComparisonHead,
  { system, broken, before: ofBefore, after: ofAfter }: ComparedToRender,
): string[] {
  const missed = [...new Set([...ofBefore.missedGoals, ...ofAfter.missedGoals])];
  const goals = missed.flatMap((goal) => paragraph(`${system}: missed the coverage goal ${goal}`));
  if (broken.length === 0) return [`${system}: no promise is broken by either version`, ...goals];
  return [
    ...broken.flatMap(({ counterexample, brokenIn }, at) => [
      ...(at === 0 ? [] : ['']),
      ...paragraph(`${system}: ${counterexample.violation.name} ${wordsFor(brokenIn, before.label, after.label)}`),
      ...timeline(subject, counterexample, counterexample),
    ]),
    ...goals,
  ];
}

function wordsFor(brokenIn: BrokenToRender['brokenIn'], before: string, after: string): string {
  switch (brokenIn) {
    case 'before':
      return `is broken by ${before}, and kept by ${after}`;
    case 'after':
      return `is kept by ${before}, and broken by ${after}`;
    case 'both':
      return `is broken by both versions`;
    case 'open':
      return `is broken by one version, and by the other in some repetitions of the run`;
  }
}

/** The table of all systems, and the verdict. */
export function renderComparison(
  { library, before, after, systems }: ComparisonToRender,
  { verdict, skipped }: { readonly verdict: ComparisonVerdict | 'interrupted'; readonly skipped: readonly string[] },
): string[] {
  const ofKind = (of: ComparedToRender, kind: BrokenToRender['brokenIn']): string =>
    of.broken
      .filter(({ brokenIn }) => brokenIn === kind)
      .map(
        ({ counterexample: { violation, commands, recovery = [] } }) =>
          `${violation.name} (${commands.length + recovery.length})`,
      )
      .join(', ') || '-';
  const rows = systems.map((one) => [
    one.system,
    ...(['before', 'after', 'both', 'open'] as const).map((kind) => ofKind(one, kind)),
  ]);
  const hasOpen = systems.some(({ broken }) => broken.some(({ brokenIn }) => brokenIn === 'open'));
  const columns = ['system', `only ${before.label} breaks`, `only ${after.label} breaks`, 'both break', 'not steady'];
  const shown = hasOpen ? columns.length : columns.length - 1;
  return [
    ...table(
      columns.slice(0, shown),
      rows.map((row) => row.slice(0, shown)),
    ),
    ...(rows.some((row) => row.some((cell) => cell.includes('(')))
      ? ['in brackets: the commands of the minimal run, with its recovery']
      : []),
    ...(skipped.length === 0
      ? []
      : paragraph(`not compared, since they do not drive both versions: ${skipped.join(', ')}`)),
    ...renderVerdict({ library, before, after, systems }, verdict),
  ];
}

function renderVerdict(
  { library, before, after, systems }: Omit<ComparisonToRender, 'runs' | 'seed'>,
  verdict: ComparisonVerdict | 'interrupted',
): string[] {
  const breaks = systems.flatMap(({ broken }) => broken.filter(({ brokenIn }) => brokenIn === 'after')).length;
  const runs = Math.min(...systems.map((one) => Math.min(one.before.runs, one.after.runs)));
  const upgrade = `${library} ${after.label}`;
  switch (verdict) {
    case 'violated':
      return paragraph(
        `violated: ${upgrade} breaks promises by ${formatCount(breaks, 'run')} on which ${before.label} keeps them`,
        'bold',
      );
    case 'inconclusive':
      return paragraph('inconclusive: the runs missed a coverage goal, or a finding is not steady', 'bold');
    case 'interrupted':
      return paragraph('interrupted before the end', 'bold');
    case 'holds':
      return paragraph(
        `holds: ${upgrade} breaks no promise that ${before.label} keeps, in ${formatNumber(runs)} runs of each system: a sample, no proof`,
        'bold',
      );
  }
}
