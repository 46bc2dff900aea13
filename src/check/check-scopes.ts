import type { Counterexample } from '../kernel/counterexample.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import type { CheckPart } from './check-parts.ts';
import { checkPartsOf } from './check-parts.ts';
import type { CheckOptions, CheckReport, Verdict } from './check.ts';
import { check } from './check.ts';
import { isFarBelow } from './coverage.ts';
import { shareRuns } from './shares.ts';
import { reportOf } from './subject-of-report.ts';
import { missedOutcomes } from './unseen.ts';

/** A check that takes all scopes of a subject. */
export type ScopesOptions<State = unknown, P = Policies, S = Scope> = Omit<
  CheckOptions<State, P, S>,
  'scope' | 'explored' | 'listener' | 'isComparedAlone'
>;

/** The runs of a check in a scope, with its policies. */
export interface PartReport extends Omit<
  CheckReport,
  'subject' | 'system' | 'counterexample' | 'others' | 'timing' | 'seen'
> {
  /** The name of the scope. */
  readonly name: string;
  /** The policy that was off in this part alone; model and system were compared, and no invariant was asked. `null`: none. */
  readonly off: string | null;
}

/** The report of a check of all scopes. */
export interface ScopesReport<C = Command> extends Pick<
  CheckReport<C>,
  'subject' | 'system' | 'policies' | 'seed' | 'verdict' | 'runs' | 'commands' | 'strayed' | 'invariants' | 'timing'
> {
  /** How many runs were asked for; a violation ends the check before. */
  readonly runsAsked: number;
  /** In the order in which they were checked, up to the part with a violation. */
  readonly parts: readonly PartReport[];
  /** The coverage goals that too few runs reached; after the name of a scope, where they are far too few in this scope. */
  readonly missedGoals: readonly string[];
  readonly counterexample: Counterexample<C> | null;
  /** Other findings while that counterexample was shrunk. */
  readonly others: readonly Counterexample<C>[];
}

/**
 * Checks a system in all scopes of its subject, and without each policy that the system can do without. The runs are shared
 * among these parts; a violation ends the check. With the same options the answer is the same, but for `timing`. Throws as
 * `check` does.
 */
export async function checkScopes<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
>(subject: Subject<State, C, O, View, P, S>, options: ScopesOptions<State, P, S>): Promise<ScopesReport<C>> {
  const startedMs = performance.now();
  const { system, policies, seed, onProgress } = options;
  const parts = checkPartsOf(subject, { system, policies });
  const generation = { ...subject.generation, ...options.generation };
  const shares = shareRuns(
    parts.map((part) => ({ model: modelOnSystem(subject, { system, ...part }), isSwitched: part.off !== null })),
    { runs: options.runs, length: options.length, generation },
  );
  const reports: PartReport[] = [];
  let last: CheckReport<C> | null = null;
  let done = 0;
  for (const [at, part] of parts.entries()) {
    const runs = shares[at] ?? 0;
    if (runs === 0) continue;
    const begun = done;
    last = await check(subject, {
      ...options,
      ...namesOfPart(part),
      runs,
      isComparedAlone: part.off !== null,
      ...(onProgress && { onProgress: (seen) => onProgress({ ...seen, done: begun + seen.done, of: options.runs }) }),
    });
    done += last.runs + last.strayed;
    reports.push(partReport(part, last));
    if (last.verdict === 'violated' || last.verdict === 'interrupted') break;
  }
  const sum = (of: (part: PartReport) => number): number => reports.reduce((total, part) => total + of(part), 0);
  const runs = sum((part) => part.runs);
  const missed = missedTogether(reports);
  const ofParts = reports.flatMap((part) => {
    // A part of few runs is judged as a part of the whole check.
    const outcomes = part.off === null ? missedOutcomes(subject, part.exploration, runs) : [];
    return [...new Set([...part.missedGoals, ...outcomes])].map((goal) => `${part.name}: ${goal}`);
  });
  return reportOf(subject, {
    subject: subject.name,
    system,
    policies,
    seed,
    verdict: verdictOfParts(reports, [...missed, ...ofParts]),
    runsAsked: options.runs,
    runs,
    commands: sum(({ commands }) => commands),
    strayed: sum(({ strayed }) => strayed),
    invariants: Math.max(0, ...reports.map(({ invariants }) => invariants)),
    parts: reports,
    missedGoals: [...missed, ...ofParts],
    counterexample: last?.counterexample ?? null,
    others: last?.others ?? [],
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  });
}

function namesOfPart<P, S>({ scope, policies }: CheckPart<P, S>): Pick<CheckPart<P, S>, 'scope' | 'policies'> {
  return { scope, policies };
}

/** A part has few of the runs, so its goals are missed only where chance does not explain it. */
function partReport({ name, off }: CheckPart<unknown, unknown>, report: CheckReport): PartReport {
  const {
    subject: _subject,
    system: _system,
    counterexample: _counterexample,
    others: _others,
    timing: _timing,
    seen: _seen,
    ...rest
  } = report;
  const { runs, reached, verdict } = report;
  const missedGoals = report.missedGoals.filter((goal) => {
    const ofGoal = reached[goal];
    return ofGoal === undefined || isFarBelow(ofGoal, runs);
  });
  const isExcused = verdict === 'inconclusive' && missedGoals.length === 0;
  return { name, off, ...rest, missedGoals, verdict: isExcused ? 'holds' : verdict };
}

/** The coverage goals that too few runs of all scopes together reached. */
function missedTogether(parts: readonly PartReport[]): string[] {
  const goals = new Map<string, { reached: number; least: number }>();
  for (const { runs, reached } of parts)
    for (const [name, ofPart] of Object.entries(reached)) {
      const sums = goals.get(name) ?? { reached: 0, least: 0 };
      goals.set(name, { reached: sums.reached + ofPart.runs, least: sums.least + ofPart.leastShare * runs });
    }
  return [...goals].filter(([, { reached, least }]) => reached < least).map(([name]) => name);
}

/** The worst verdict of the parts, and of what they missed together. */
function verdictOfParts(parts: readonly { readonly verdict: Verdict }[], missed: readonly string[]): Verdict {
  const verdicts = new Set(parts.map(({ verdict }) => verdict));
  const worst = (['violated', 'interrupted', 'inconclusive'] as const).find((verdict) => verdicts.has(verdict));
  return worst ?? (missed.length > 0 ? 'inconclusive' : 'holds');
}
