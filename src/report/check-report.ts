import type { Counterexample } from '../kernel/counterexample.ts';
import { sameJson } from '../kernel/json.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { formatCount, formatNumber, formatPercent } from './numbers.ts';
import type { OutcomeCounts } from './outcomes.ts';
import { renderOutcomes } from './outcomes.ts';
import { formatMinimality } from './provenance.ts';
import { renderHead } from './set-up.ts';
import { renderLimits } from './system-limits.ts';
import { timeline } from './timeline.ts';
import type { UnseenToRender } from './unseen.ts';
import { formatExplored, renderUnseen } from './unseen.ts';
import { paragraph } from './wrapped.ts';

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
export interface ReplayedFile {
  readonly file: string;
  readonly verdict: 'reproduced' | 'other' | 'gone' | 'strayed' | 'mismatch' | 'unreadable';
  readonly notes: readonly string[];
}

/** The file of a counterexample; `known`: the file existed before. */
export interface KeptFile {
  readonly path: string;
  readonly how: 'new' | 'shorter' | 'known';
}

/** A finding that only some repetitions of its run showed. */
interface UnsteadyToRender {
  readonly violation: { readonly name: string; readonly details: string };
  readonly run: number;
  readonly shown: number;
  readonly repeated: number;
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
  readonly limits: SystemLimits | null;
  /** How many runs were left out, since more real time passed in them than the model has a tolerance for. */
  readonly strayed: number;
  readonly seen: SeenOfExplored | null;
  readonly exploration: UnseenToRender | null;
  /** How many invariants the runs were asked for. */
  readonly invariants: number;
  readonly counterexample: Counterexample | null;
  readonly others: readonly Counterexample[];
  /** Of a contract: findings that did not show each time. */
  readonly unsteady?: readonly UnsteadyToRender[];
  /** The counterexamples that were replayed before the search. */
  readonly known: readonly ReplayedFile[];
  readonly kept: KeptFile | null;
  readonly othersKept: readonly KeptFile[];
}

/**
 * A check: the replayed files, the counterexample as a timeline or the coverage, the verdict, and the file of the
 * counterexample. The coverage of a check with a violation is shown where `isVerbose`.
 */
export function renderCheck(
  subject: AnySubject,
  report: CheckToRender,
  { isVerbose = false }: { readonly isVerbose?: boolean } = {},
): string[] {
  const { counterexample, known, runs } = report;
  const head = [
    ...renderHead(`${subject.name} on ${report.system}`, report.policies, report.scope, [
      `seed ${report.seed}`,
      ...formatExplored([report.exploration]),
    ]),
    ...known.flatMap(renderReplayedFile),
  ];
  if (counterexample === null)
    return [
      ...head,
      ...renderCoverage(report),
      ...renderElsewhere(subject, report),
      ...renderUnsteady(report.unsteady),
      ...renderVerdictOn(formatCovered(report), report),
    ];
  return [
    ...head,
    '',
    ...renderViolation(subject, report, counterexample),
    ...renderUnsteady(report.unsteady),
    ...renderKept(report),
    ...(isVerbose && runs > 0 ? ['', ...renderCoverage(report)] : []),
  ];
}

/** The findings that did not show each time, each with its rate. */
function renderUnsteady(unsteady: readonly UnsteadyToRender[] = []): string[] {
  return unsteady.flatMap(({ violation, run, shown, repeated }) =>
    paragraph(
      `not steady: ${violation.name} in run ${formatNumber(run)}, and in ${shown} of ${repeated} repetitions: ${violation.details}`,
    ),
  );
}

/** The files of the counterexamples of a check; a line above has the path of one that was replayed. */
export function renderKept({
  known,
  kept,
  othersKept,
}: {
  readonly known: readonly ReplayedFile[];
  readonly kept: KeptFile | null;
  readonly othersKept: readonly KeptFile[];
}): string[] {
  return [kept ?? [], othersKept].flat().map((one) => formatKept(one, known));
}

function formatKept({ how, path }: KeptFile, known: readonly ReplayedFile[]): string {
  if (how !== 'known') return `kept: ${path}`;
  return known.some(({ file }) => file === path) ? 'already kept: the file above' : `already kept: ${path}`;
}

export function renderReplayedFile({ file, verdict, notes }: ReplayedFile): string[] {
  const [style, result] = (
    {
      reproduced: ['red', 'reproduces its violation'],
      other: ['red', 'has another violation now'],
      gone: ['green', 'no longer reproduces'],
      strayed: ['yellow', 'cannot be followed, and is right as far as it was'],
      mismatch: ['yellow', 'no longer fits'],
      unreadable: ['yellow', 'cannot be read'],
    } as const
  )[verdict];
  return paragraph([`${file} ${result}`, ...notes.map((note) => withoutName(note, file))].join(': '), style);
}

/** A note without the file that it is about: the line has its name already. */
function withoutName(note: string, file: string): string {
  if (note.startsWith(`${file}: `)) return note.slice(file.length + 2);
  return note.startsWith(`${file} `) ? `it${note.slice(file.length)}` : note;
}

/** The coverage of the runs: outcomes, faults, coverage goals, and what was seen of all that was explored. */
function renderCoverage({
  outcomes,
  faults,
  reached,
  counterexample,
  seen,
  exploration,
  limits,
  strayed,
  system,
}: CheckToRender): string[] {
  const counts = Object.entries(faults).map(([fault, count]) => `${fault} ${formatNumber(count)}`);
  const goals = Object.entries(reached).flatMap(([name, { share, leastShare }]) =>
    paragraph(
      `${share < leastShare ? 'missed' : 'reached'}: ${name} in ${formatPercent(share)} of the runs (at least ${formatPercent(leastShare)})`,
    ),
  );
  return [
    ...renderOutcomes(outcomes),
    ...paragraph(`faults: ${counts.length === 0 ? 'none' : counts.join(', ')}`),
    // A violation cuts its run off, so a missed goal has no meaning then.
    ...(counterexample !== null ? [] : goals.length === 0 ? ['no coverage goal in this scope'] : goals),
    ...(exploration === null || counterexample !== null ? [] : renderUnseen(exploration)),
    ...(seen === null ? [] : renderSeen(seen)),
    ...(limits === null ? [] : renderLimits(system, limits)),
    ...renderStrayed(strayed),
  ];
}

/** The policies that are on, and whose effect shows in another scope. */
function renderElsewhere({ policies, scopes }: AnySubject, report: CheckToRender): string[] {
  const elsewhere = Object.entries(policies).flatMap(([name, { scope }]) => {
    if (scope === undefined || report.policies[name] !== true || sameJson(scopes[scope], report.scope)) return [];
    if (report.limits?.unclaimedPolicies.includes(name) === true) return [];
    return [`${name} (${scope})`];
  });
  return elsewhere.length === 0
    ? []
    : paragraph(`policies that show their effect in another scope: ${elsewhere.join(', ')}`);
}

/** The share of the explored states and edges that the runs have seen, and the names that they never reached. */
function renderSeen({ states, edges, unreachedCommands, unreachedOutcomes }: SeenOfExplored): string[] {
  const unreached = [...unreachedCommands, ...unreachedOutcomes].join(', ');
  return [
    ...paragraph(
      `seen of all that was explored, name by name: ${formatSeen(states, 'states')}, ${formatSeen(edges, 'edges')}`,
    ),
    ...paragraph(`never reached: ${unreached === '' ? 'no command and no outcome' : unreached}`),
  ];
}

function formatSeen({ seen, of, share }: SeenShare, what: string): string {
  return `${formatNumber(seen)} of ${formatNumber(of)} ${what} (${formatPercent(share)})`;
}

/** The runs that were left out, in a sentence. */
export function renderStrayed(strayed: number): string[] {
  if (strayed === 0) return [];
  return paragraph(
    `left out: ${formatCount(strayed, 'run')}, in which more real time passed than the model has a tolerance for`,
  );
}

/** The verdict of a check without a violation, in a sentence. `covered`: the runs, and what they covered. */
export function renderVerdictOn(
  covered: string,
  { verdict, missedGoals, invariants }: Pick<CheckToRender, 'verdict' | 'missedGoals' | 'invariants'>,
): string[] {
  if (verdict === 'interrupted') return paragraph(`interrupted: no violation in the first ${covered}`, 'yellow');
  if (verdict === 'inconclusive')
    return paragraph(
      `inconclusive: no violation in ${covered}, but too few of them reached: ${missedGoals.join('; ')}`,
      'yellow',
    );
  const asked = invariants === 0 ? '; compared with the model, no invariant asked' : '';
  return paragraph(`holds: no violation in ${covered}: a sample, no proof${asked}`, 'green');
}

/** How much the runs of a check covered. */
function formatCovered({
  runs,
  commands,
  distinctStates,
  seen,
}: Pick<CheckToRender, 'runs' | 'commands' | 'distinctStates' | 'seen'>): string {
  const states =
    seen === null
      ? formatCount(distinctStates, 'distinct state')
      : `${formatPercent(seen.states.share)} of all states and ${formatPercent(seen.edges.share)} of the edges between them`;
  return `${formatCount(runs, 'run')} (${formatCount(commands, 'command')}, ${states})`;
}

/** The counterexample of a check as a timeline, where and how it was found, and its certificate. */
export function renderViolation(
  subject: AnySubject,
  { system, runs, others }: Pick<CheckToRender, 'system' | 'runs' | 'others'>,
  counterexample: Counterexample,
): string[] {
  const { violation, commands, certificate } = counterexample;
  const where = { model: 'on the model', system: `on ${system} alone`, both: `on the model and on ${system}` };
  const finder = runs === 0 ? 'a kept counterexample' : `run ${formatNumber(runs)}`;
  return [
    ...timeline(subject, counterexample, counterexample),
    ...paragraph(
      `violated by ${formatCount(commands.length, 'command')}, ${where[violation.side]}; found by ${finder}`,
    ),
    ...paragraph(formatMinimality(certificate)),
    ...others.flatMap(renderOther),
  ];
}

function renderOther({ violation: { name, kind }, commands, certificate }: Counterexample): string[] {
  return paragraph(`also found: ${name} (${kind}) by ${formatCount(commands.length, 'command')}, ${certificate.kind}`);
}
