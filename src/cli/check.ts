import { check } from '../check/check.ts';
import type { CheckOptions, CheckReport, Verdict } from '../check/check.ts';
import { biasOf } from '../check/interleavings.ts';
import type { Counterexample } from '../check/counterexample.ts';
import { traceOf } from '../check/trace-of.ts';
import type { Kept } from '../corpus/counterexamples.ts';
import type { FoundBy } from '../corpus/trace.ts';
import type { Certificate } from '../kernel/certificate.ts';
import type { Explored } from '../kernel/explored.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import { renderCheck } from '../report/check-report.ts';
import { formatSearchProgress } from '../report/progress.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem, resizeScope } from './choose.ts';
import type { Known, KnownViolation } from './counterexamples.ts';
import { foundByCheck, keep, replayKnown } from './counterexamples.ts';
import { exitCode, worstOf } from './exit.ts';
import { exploreFirst } from './explored.ts';
import { showProgress } from './progress.ts';

export interface CheckFlags extends Readonly<Record<string, unknown>> {
  readonly without?: readonly string[];
  readonly system?: string;
  readonly scope?: string;
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  readonly explored?: boolean;
  /** The folder of kept counterexamples; `false`: none is replayed, and none kept. */
  readonly counterexamples: string | false;
  readonly json?: boolean;
}

/** A report with what is kept of earlier ones, and what of this one. */
interface Told extends CheckReport {
  readonly known: readonly Known[];
  readonly kept: Kept | null;
  /** Where what else was found is kept. */
  readonly othersKept: readonly Kept[];
}

/** More states than this are not explored just to be compared with. */
const mostExplored = 100_000;

/** `faultbook check`: the exit code. */
export async function checkCommand(names: readonly string[], flags: CheckFlags, signal: AbortSignal): Promise<number> {
  const chosen = chooseSubjects(names).map((subject) => ({ subject, options: optionsOf(subject, flags) }));
  // All before the first check: that one is too large is told before anything else is.
  const explored: (Explored | undefined)[] = [];
  for (const { subject, options } of flags.explored === true ? chosen : [])
    explored.push(await exploreFirst(subject, { ...options, maxStates: mostExplored, signal }));
  const reports: Told[] = [];
  for (const [at, { subject, options }] of chosen.entries()) {
    const report = await checkSubject(subject, { ...options, explored: explored[at] }, flags, signal);
    reports.push(report);
    if (flags.json !== true) for (const line of renderCheck(subject, report)) console.log(line);
    if (report.verdict === 'interrupted') break;
  }
  if (flags.json === true) console.log(JSON.stringify(reports.length === 1 ? reports[0] : { reports }, null, 2));
  return worstOf(reports.map(({ verdict }) => codeOf[verdict]));
}

function optionsOf(subject: AnySubject, { runs, length, seed, ...flags }: CheckFlags): CheckOptions {
  const policies = choosePolicies(subject, flags.without ?? []);
  const smallest = flags.explored === true ? 'small' : undefined;
  const scope = resizeScope(subject, chooseScope(subject, flags.scope ?? smallest), flags);
  return { system: chooseSystem(subject, flags.system), policies, scope, runs, length, seed };
}

/** What is kept is replayed first. What it still shows is a violation at once; otherwise the search begins. */
async function checkSubject(
  subject: AnySubject,
  options: CheckOptions,
  { counterexamples: folder }: CheckFlags,
  signal: AbortSignal,
): Promise<Told> {
  const nothing = { known: [], violations: [] };
  const { known, violations } = folder === false ? nothing : await replayKnown(subject, options, folder, signal);
  const [first] = violations;
  const report = first === undefined ? await search(subject, options, signal) : reportOfKnown(subject, options, first);
  if (folder === false || report.violation === null) return { ...report, known, kept: null, othersKept: [] };
  if (first !== undefined && sameFinding(first.found, first.trace.violation)) {
    return { ...report, known, kept: { path: first.file, how: 'known' }, othersKept: [] };
  }
  const gone = known.filter(({ verdict }) => verdict !== 'reproduced').map(({ file }) => file);
  const foundBy: FoundBy =
    first === undefined ? foundByCheck(report, options) : { who: `faultbook check, replaying ${first.file}` };
  const keepOne = (found: Counterexample): Promise<Kept | null> =>
    keep(subject, traceOf(subject, report, found, { certificate: found.certificate, foundBy }), folder, gone);
  const kept = await keepOne(report.violation);
  const othersKept: Kept[] = [];
  for (const other of report.others) {
    const one = await keepOne(other);
    if (one !== null) othersKept.push(one);
  }
  return { ...report, known, kept, othersKept };
}

async function search(subject: AnySubject, options: CheckOptions, signal: AbortSignal): Promise<CheckReport> {
  const progress = showProgress(`checking ${subject.name} on ${options.system}`);
  const report = await check(subject, {
    ...options,
    signal,
    onProgress: (done) => progress.update(formatSearchProgress(done)),
  });
  progress.clear();
  return report;
}

/** The report of a check that needed no run. */
function reportOfKnown(
  subject: AnySubject,
  { system, policies, seed }: CheckOptions,
  { trace, found }: KnownViolation,
): CheckReport {
  const { commands, scope } = trace;
  const certificate: Certificate = sameFinding(found, trace.violation)
    ? (trace.certificate ?? uncertified)
    : { kind: 'locally minimal', reason: 'it was met on the way of another one, and nobody has made it shorter' };
  return {
    subject: subject.name,
    system,
    policies,
    scope,
    runs: 0,
    commands: 0,
    distinctStates: 0,
    outcomes: {},
    faults: {},
    met: {},
    unmet: [],
    seen: null,
    generation: biasOf(subject.generation),
    others: [],
    seed,
    verdict: 'violated',
    violation: { ...found, commands, length: commands.length, certificate },
    timing: { seconds: 0 },
  };
}

const uncertified: Certificate = {
  kind: 'locally minimal',
  reason: 'the trace has no certificate, and nobody has looked whether there is a shorter run',
};

const codeOf: Record<Verdict, number> = {
  holds: exitCode.asPromised,
  violated: exitCode.violation,
  vacuous: exitCode.undecided,
  interrupted: exitCode.interrupted,
};
