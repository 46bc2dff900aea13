import type { Counterexample } from '../kernel/counterexample.ts';
import type { AnySubject, Policies } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { formatOff } from './ablation.ts';
import type { CheckToRender, KeptFile, ReplayedFile } from './check-report.ts';
import { renderKept, renderReplayedFile, renderStrayed, renderVerdictOn, renderViolation } from './check-report.ts';
import { formatCount, formatNumber, formatPercent } from './numbers.ts';
import { renderOutcomes, sumCounts, sumOutcomes } from './outcomes.ts';
import { formatScope, formatSetUp } from './set-up.ts';
import { renderLimits } from './system-limits.ts';
import { table } from './table.ts';
import { formatDriven, formatExplored, renderUnseenIn } from './unseen.ts';
import { paragraph, reportColumns, wrappedList } from './wrapped.ts';

/** The runs of a check in a scope. */
interface PartToRender extends Pick<
  CheckToRender,
  | 'scope'
  | 'runs'
  | 'commands'
  | 'distinctStates'
  | 'outcomes'
  | 'faults'
  | 'reached'
  | 'missedGoals'
  | 'strayed'
  | 'exploration'
> {
  /** The name of the scope. */
  readonly name: string;
  /** The policy that this part alone switched off; `null`: none. */
  readonly off: string | null;
  readonly limits: SystemLimits | null;
}

/** The printed facts of a check of all scopes. */
export interface CheckedScopesToRender extends Pick<
  CheckToRender,
  'system' | 'seed' | 'verdict' | 'runs' | 'commands' | 'strayed' | 'missedGoals' | 'invariants' | 'others'
> {
  readonly policies: Policies;
  readonly parts: readonly PartToRender[];
  readonly counterexample: Counterexample | null;
  readonly known: readonly ReplayedFile[];
  readonly kept: KeptFile | null;
  readonly othersKept: readonly KeptFile[];
}

/**
 * A check of all scopes: the replayed files, the counterexample as a timeline or a row for each scope, and the verdict. The
 * rows of a check with a violation, and the outcomes, are shown where `isVerbose`.
 */
export function renderCheckedScopes(
  subject: AnySubject,
  report: CheckedScopesToRender,
  { isVerbose = false }: { readonly isVerbose?: boolean } = {},
): string[] {
  const { counterexample, known, parts, runs } = report;
  const title = formatSetUp(`${subject.name} on ${report.system}`, report.policies, {});
  const seed = [`seed ${report.seed}`, ...formatExplored(parts.map(({ exploration }) => exploration))].join(', ');
  const head = [...paragraph(`${title}, all scopes, ${seed}`), ...known.flatMap(renderReplayedFile)];
  const covered = parts.length === 0 ? [] : [...renderParts(parts), ...(isVerbose ? renderTogether(parts) : [])];
  if (counterexample === null)
    return [...head, ...covered, ...renderNotes(report), ...renderVerdictOn(formatCovered(report), report)];
  return [
    ...head,
    '',
    ...renderPlace(subject, report, counterexample),
    ...renderViolation(subject, report, counterexample),
    ...renderKept(report),
    ...(isVerbose && runs > 0 ? ['', ...covered] : []),
  ];
}

/** Where the counterexample was found: its scope, and the policy that only this part of the check switched off. */
function renderPlace(
  { scopes }: AnySubject,
  { policies }: CheckedScopesToRender,
  counterexample: Counterexample,
): string[] {
  const sizes = formatScope(counterexample.scope);
  const [name = 'of another size'] = Object.entries(scopes).find(([, one]) => formatScope(one) === sizes) ?? [];
  const off = Object.keys(policies).filter((policy) => policies[policy] !== counterexample.policies[policy]);
  const [first, ...more] = sizes.split(', ');
  const title = `scope ${name}${off.length === 0 ? '' : `, ${formatOff(off)}`}`;
  return wrappedList([`${title}: ${first}`, ...more], reportColumns);
}

/** A row for each scope; those with a policy off are last. */
function renderParts(parts: readonly PartToRender[]): string[] {
  const isSwitched = parts.some(({ off }) => off !== null);
  const areCounted = parts.some(({ exploration }) => (exploration?.transitions ?? null) !== null);
  return table(
    [
      'scope',
      ...(isSwitched ? ['policy off'] : []),
      'runs',
      'commands',
      'states',
      'outcomes',
      ...(areCounted ? ['transitions'] : []),
    ],
    parts.map(({ name, off, runs, commands, distinctStates, exploration }) => [
      name,
      ...(isSwitched ? [off ?? '-'] : []),
      formatNumber(runs),
      formatNumber(commands),
      formatNumber(distinctStates),
      exploration === null ? '-' : `${exploration.outcomes.seen} of ${exploration.outcomes.of}`,
      ...(areCounted ? [formatPart(exploration?.transitions ?? null)] : []),
    ]),
  );
}

/** How many of the transitions were driven, where the whole scope is known. */
function formatPart(transitions: Parameters<typeof formatDriven>[0] | null): string {
  return transitions === null ? '-' : formatDriven(transitions);
}

/** What came of the commands of all scopes together. */
function renderTogether(parts: readonly PartToRender[]): string[] {
  const faults = Object.entries(sumCounts(parts.map((part) => part.faults)));
  return [
    ...renderOutcomes(sumOutcomes(parts.map((part) => part.outcomes))),
    ...paragraph(`faults: ${faults.map(([fault, count]) => `${fault} ${formatNumber(count)}`).join(', ') || 'none'}`),
    ...parts.flatMap(({ name, reached }) =>
      Object.entries(reached).flatMap(([goal, { share, leastShare }]) =>
        paragraph(`${name}: ${goal} in ${formatPercent(share)} of the runs (at least ${formatPercent(leastShare)})`),
      ),
    ),
  ];
}

/** What the verdict does not cover. */
function renderNotes({ system, parts, strayed }: CheckedScopesToRender): string[] {
  const limits = parts.find((part) => part.limits !== null)?.limits ?? null;
  return [
    ...renderUnseenIn(parts.filter(({ off }) => off === null)),
    ...(parts.some(({ off }) => off !== null)
      ? paragraph('With a policy off model and system were compared, and no invariant was asked.')
      : []),
    ...(limits === null ? [] : renderLimits(system, limits)),
    ...renderStrayed(strayed),
  ];
}

/** How much the runs of all scopes covered. */
function formatCovered({ runs, commands, parts }: CheckedScopesToRender): string {
  const scopes = new Set(parts.map(({ name }) => name)).size;
  return `${formatCount(runs, 'run')} (${formatCount(commands, 'command')}, ${formatCount(scopes, 'scope')})`;
}
