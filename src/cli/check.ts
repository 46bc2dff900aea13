import type { KeptCheckReport, KeptScopesReport } from '../check/check-and-keep.ts';
import { checkAndKeep, checkScopesAndKeep } from '../check/check-and-keep.ts';
import { checkPartsOf } from '../check/check-parts.ts';
import type { ScopesOptions } from '../check/check-scopes.ts';
import type { CheckOptions } from '../check/check.ts';
import { UnreadableFolder } from '../check/kept.ts';
import type { KeepingOptions } from '../check/replay-and-keep.ts';
import type { Progress } from '../check/watch.ts';
import { cacheFolder } from '../files/cache-folder.ts';
import type { Explored } from '../kernel/explored.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { renderCheck } from '../report/check-report.ts';
import { renderCheckedScopes } from '../report/check-scopes-report.ts';
import type { CiTest } from '../report/ci-test.ts';
import { renderFailedCheck } from '../report/failed-check.ts';
import { renderNextSteps } from '../report/next-steps.ts';
import { formatSearchProgress } from '../report/progress.ts';
import { formatSetUp } from '../report/set-up.ts';
import {
  answerTime,
  choosePolicies,
  chooseScope,
  chooseSubjects,
  chooseShrinking,
  chooseSuspended,
  chooseSystem,
  resizeScope,
  smallestScope,
} from './choose.ts';
import { exitOf, UsageError, worstOf } from './exit.ts';
import { exploreFirst } from './explored.ts';
import { assertDescribed } from './first-use.ts';
import type { OutputFlags } from './output.ts';
import { outputOf } from './output.ts';
import { printError } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import { shortTrace } from './trace-file.ts';

export interface CheckFlags extends OutputFlags, Readonly<Record<string, unknown>> {
  readonly without?: readonly string[];
  /** Promises that are not asked. */
  readonly suspend?: readonly string[];
  /** How long a finding of a contract is shrunk. */
  readonly shrinkSeconds?: number;
  readonly system?: string;
  readonly scope?: string;
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly explored?: boolean;
  /** The folder of kept counterexamples; `false`: none is replayed, and none kept. */
  readonly counterexamples?: string | false | undefined;
  /** The coverage also of a check with a violation. */
  readonly verbose?: boolean;
}

/** The largest state graph that `--explored` compares the runs with, in states. */
export const mostExplored = 100_000;

/** `faultbook check`: the exit code. */
export async function checkCommand(
  project: Project,
  names: readonly string[],
  flags: CheckFlags,
  signal: AbortSignal,
): Promise<number> {
  const chosen = chooseSubjects(project, names).map((subject) => ({
    subject,
    options: optionsOf(project, subject, flags),
  }));
  await assertDescribed(chosen.map(({ subject }) => subject));
  // Explores all subjects before the first check: a scope that is too large is reported first.
  const explored: (Explored | undefined)[] = [];
  for (const { subject, options } of flags.explored === true ? chosen : [])
    if ('scope' in options) explored.push(await exploreFirst(subject, { ...options, maxStates: mostExplored, signal }));
  const output = outputOf('check', flags);
  const reports: Report[] = [];
  for (const [at, { subject, options }] of chosen.entries()) {
    const report = await checkSubject(
      subject,
      { ...options, explored: explored[at], signal },
      flags.counterexamples ?? project.counterexamples,
    );
    reports.push(report);
    output.printLines([
      ...renderReport(subject, report, { isVerbose: flags.verbose === true }),
      ...nextSteps(project, report),
    ]);
    output.record(testOf(project, subject, report));
    if (report.verdict === 'interrupted') break;
  }
  output.end(reports.length === 1 ? reports[0] : { reports });
  return worstOf(reports.map(({ verdict }) => exitOf(verdict)));
}

type Report = KeptCheckReport | KeptScopesReport;

function renderReport(subject: AnySubject, report: Report, how: { readonly isVerbose: boolean }): string[] {
  return 'parts' in report ? renderCheckedScopes(subject, report, how) : renderCheck(subject, report, how);
}

/** The commands that replay the counterexample of a check and promote it; without its file there are none. */
function nextSteps(project: Project, { counterexample, kept }: Report): string[] {
  if (counterexample === null || kept === null) return [];
  const { name } = counterexample.violation;
  return ['', ...renderNextSteps({ trace: shortTrace(project, kept.path), name, subjectFiles: project.subjectFiles })];
}

/** The result for a CI: a failure has the counterexample, and the line that replays it. */
function testOf({ subjectFiles }: Project, subject: AnySubject, report: Report): CiTest {
  return {
    name: formatSetUp(`${report.subject} on ${report.system}`, report.policies, 'scope' in report ? report.scope : {}),
    verdict: report.verdict,
    lines: renderFailedCheck(subject, report, subjectFiles).slice(1),
    seconds: report.timing.seconds,
    ...(report.kept !== null && { file: report.kept.path }),
  };
}

/** All scopes, unless a scope or a size is named, or the subject has a single one. */
function optionsOf(
  project: Project,
  subject: AnySubject,
  { runs, length, seed, ...flags }: CheckFlags,
): CheckOptions | ScopesOptions {
  const policies = choosePolicies(subject, flags.without ?? []);
  const system = chooseSystem(subject, flags.system);
  const suspended = chooseSuspended(subject, flags.suspend);
  const search = { runs, length, seed, cache: cacheFolder() };
  const options = {
    system,
    policies,
    ...search,
    ...answerTime(flags),
    ...suspended,
    ...chooseShrinking(subject, flags),
  };
  const smallest = flags.explored === true ? smallestScope(subject) : undefined;
  const named = chooseScope(subject, flags.scope ?? smallest);
  const scope = resizeScope(project, subject, named, flags);
  const isNamed = flags.scope !== undefined || flags.explored === true || scope !== named;
  return isNamed || checkPartsOf(subject, options).length === 1 ? { ...options, scope } : options;
}

async function checkSubject(
  subject: AnySubject,
  options: CheckOptions | ScopesOptions,
  counterexamples: string | false,
): Promise<Report> {
  const progress = showProgress(`checking ${subject.name} on ${options.system}`);
  const watched = { ...options, onProgress: (done: Progress) => progress.update(formatSearchProgress(done)) };
  const keeping: KeepingOptions = {
    folder: counterexamples === false ? null : counterexamples,
    who: 'faultbook check',
    onNotKept: ({ message }) => {
      progress.clear();
      printError(`the counterexample cannot be kept: ${message}; --counterexamples names another folder`);
    },
  };
  try {
    return await ('scope' in watched
      ? checkAndKeep(subject, watched, keeping)
      : checkScopesAndKeep(subject, watched, keeping));
  } catch (error) {
    if (!(error instanceof UnreadableFolder)) throw error;
    const advice = '--counterexamples names another folder, --no-counterexamples does without';
    throw new UsageError(`${error.message}; ${advice}`, { cause: error });
  } finally {
    progress.clear();
  }
}
