import type { KeptCheckReport } from '../check/check-and-keep.ts';
import { checkAndKeep } from '../check/check-and-keep.ts';
import type { CheckOptions } from '../check/check.ts';
import { UnreadableFolder } from '../check/kept.ts';
import type { Explored } from '../kernel/explored.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { renderCheck } from '../report/check-report.ts';
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
    explored.push(await exploreFirst(subject, { ...options, maxStates: mostExplored, signal }));
  const output = outputOf('check', flags);
  const reports: KeptCheckReport[] = [];
  for (const [at, { subject, options }] of chosen.entries()) {
    const report = await checkSubject(
      subject,
      { ...options, explored: explored[at], signal },
      flags.counterexamples ?? project.counterexamples,
    );
    reports.push(report);
    output.printLines([
      ...renderCheck(subject, report, { isVerbose: flags.verbose === true }),
      ...nextSteps(project, report),
    ]);
    output.record(testOf(project, subject, report));
    if (report.verdict === 'interrupted') break;
  }
  output.end(reports.length === 1 ? reports[0] : { reports });
  return worstOf(reports.map(({ verdict }) => exitOf(verdict)));
}

/** The commands that replay the counterexample of a check and promote it; without its file there are none. */
function nextSteps(project: Project, { counterexample, kept }: KeptCheckReport): string[] {
  if (counterexample === null || kept === null) return [];
  const { name } = counterexample.violation;
  return ['', ...renderNextSteps({ trace: shortTrace(project, kept.path), name, subjectFiles: project.subjectFiles })];
}

/** The result for a CI: a failure has the counterexample, and the line that replays it. */
function testOf({ subjectFiles }: Project, subject: AnySubject, report: KeptCheckReport): CiTest {
  return {
    name: formatSetUp(`${report.subject} on ${report.system}`, report.policies, report.scope),
    verdict: report.verdict,
    lines: renderFailedCheck(subject, report, subjectFiles).slice(1),
    seconds: report.timing.seconds,
    ...(report.kept !== null && { file: report.kept.path }),
  };
}

function optionsOf(project: Project, subject: AnySubject, { runs, length, seed, ...flags }: CheckFlags): CheckOptions {
  const policies = choosePolicies(subject, flags.without ?? []);
  const smallest = flags.explored === true ? smallestScope(subject) : undefined;
  const scope = resizeScope(project, subject, chooseScope(subject, flags.scope ?? smallest), flags);
  return { system: chooseSystem(subject, flags.system), policies, scope, runs, length, seed, ...answerTime(flags) };
}

async function checkSubject(
  subject: AnySubject,
  options: CheckOptions,
  counterexamples: string | false,
): Promise<KeptCheckReport> {
  const progress = showProgress(`checking ${subject.name} on ${options.system}`);
  try {
    return await checkAndKeep(
      subject,
      { ...options, onProgress: (done) => progress.update(formatSearchProgress(done)) },
      {
        folder: counterexamples === false ? null : counterexamples,
        who: 'faultbook check',
        onNotKept: ({ message }) => {
          progress.clear();
          printError(`the counterexample cannot be kept: ${message}; --counterexamples names another folder`);
        },
      },
    );
  } catch (error) {
    if (!(error instanceof UnreadableFolder)) throw error;
    const advice = '--counterexamples names another folder, --no-counterexamples does without';
    throw new UsageError(`${error.message}; ${advice}`, { cause: error });
  } finally {
    progress.clear();
  }
}
