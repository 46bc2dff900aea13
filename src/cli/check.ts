import { check } from '../check/check.ts';
import type { CheckReport, Verdict } from '../check/check.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { choosePolicies, chooseScope, chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';
import { runsOf, showProgress } from './progress.ts';
import { tellCoverage, tellSetUp, tellVerdict, tellViolation } from './tell.ts';

export interface CheckFlags {
  readonly without?: readonly string[];
  readonly system?: string;
  readonly scope?: string;
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `faultbook check`: the exit code. */
export async function checkCommand(names: readonly string[], flags: CheckFlags, signal: AbortSignal): Promise<number> {
  const chosen = chooseSubjects(names).map((subject) => ({ subject, options: optionsOf(subject, flags) }));
  const reports: CheckReport[] = [];
  for (const { subject, options } of chosen) {
    const progress = showProgress(`checking ${subject.name} on ${options.system}`);
    const report = await check(subject, { ...options, signal, onProgress: (done) => progress.update(runsOf(done)) });
    progress.clear();
    reports.push(report);
    if (flags.json !== true) tell(subject, report);
    if (report.verdict === 'interrupted') break;
  }
  if (flags.json === true) console.log(JSON.stringify(reports.length === 1 ? reports[0] : { reports }, null, 2));
  return worstOf(reports.map(({ verdict }) => codeOf[verdict]));
}

function optionsOf(subject: AnySubject, { runs, length, seed, ...flags }: CheckFlags): Parameters<typeof check>[1] {
  const policies = choosePolicies(subject, flags.without ?? []);
  const scope = chooseScope(subject, flags.scope);
  return { system: chooseSystem(subject, flags.system), policies, scope, runs, length, seed };
}

function tell(subject: AnySubject, report: CheckReport): void {
  console.log(
    `${tellSetUp(`${subject.name} on ${report.system}`, report.policies, report.scope)}, seed ${report.seed}`,
  );
  for (const line of [...tellCoverage(report), tellVerdict(report), ...tellViolation(subject, report)])
    console.log(line);
}

const codeOf: Record<Verdict, number> = {
  holds: exitCode.asPromised,
  violated: exitCode.violation,
  vacuous: exitCode.undecided,
  interrupted: exitCode.interrupted,
};
