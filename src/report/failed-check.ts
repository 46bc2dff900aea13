import { stripVTControlCharacters } from 'node:util';
import type { Counterexample } from '../kernel/counterexample.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { printable } from '../kernel/printable.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope, Subject } from '../kernel/subject.ts';
import type { SearchToRepeat } from './command-line.ts';
import { formatCheckLine, formatReplayLine, subjectFlags } from './command-line.ts';
import { formatCount } from './numbers.ts';
import { formatMinimality } from './provenance.ts';
import { formatSetUp } from './set-up.ts';
import { timeline } from './timeline.ts';
import { paragraph } from './wrapped.ts';

/** The facts of a check that a failed test quotes. */
export interface CheckOfTest {
  readonly subject: string;
  readonly system: string;
  readonly policies: Counterexample['policies'];
  /** Absent: the check took all scopes. */
  readonly scope?: Counterexample['scope'];
  /** How many runs a check of all scopes was asked for. */
  readonly runsAsked?: number;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly runs: number;
  readonly missedGoals: readonly string[];
  readonly counterexample: Counterexample | null;
  /** The file of the counterexample. Absent or `null`: none was kept. */
  readonly kept?: { readonly path: string } | null;
}

/**
 * Why a check does not hold: the counterexample as a timeline, its certificate, and the line that replays it.
 * `subjectFiles` are the files of `--subject`.
 */
export function renderFailedCheck(
  subject: AnySubject | undefined,
  report: CheckOfTest,
  subjectFiles: readonly string[] = [],
): string[] {
  const { counterexample, verdict, runs, missedGoals, kept } = report;
  const { scope, policies } = counterexample ?? { scope: {}, ...report };
  const head = `${formatSetUp(`${report.subject} on ${report.system}`, policies, scope)}: ${verdict}`;
  if (counterexample !== null) {
    const line = kept
      ? formatReplayLine(kept.path, subjectFiles)
      : `${formatCheckLine(searchOf(report, counterexample), subject?.scopes ?? {})}${subjectFlags(subjectFiles)}`;
    return [head, ...renderCounterexample(subject, counterexample), `to replay it: ${line}`].map(plain);
  }
  const reason = verdict === 'inconclusive' ? `: too few of them reached ${missedGoals.join('; ')}` : '';
  return [`${head}, no violation in ${formatCount(runs, 'run')}${reason}`].map(plain);
}

/** The search that finds this counterexample again: with a policy off that only a check of all scopes switches off, the whole. */
function searchOf({ policies, runsAsked }: CheckOfTest, counterexample: Counterexample): SearchToRepeat {
  if (runsAsked === undefined || sameJson(policies, counterexample.policies)) return counterexample;
  const { scope: _scope, foundBy, ...names } = counterexample;
  return { ...names, policies, foundBy: { ...foundBy, run: runsAsked } };
}

/** A violation of a kept trace: its timeline, its certificate, and the line that replays it. */
export function renderFailedReplay(subject: AnySubject, trace: TraceOfTest, path: string): string[] {
  const head = `${formatSetUp(`${trace.subject} on ${trace.system}`, trace.policies, trace.scope)}: violated`;
  return [head, ...renderCounterexample(subject, trace), `to replay it: ${formatReplayLine(path)}`].map(plain);
}

/** A run that ends in a violation, as a timeline. */
export function renderViolatingRun<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
>(
  subject: Subject<State, C, O, View, P, S>,
  setUp: { readonly system?: string; readonly policies: P; readonly scope: S },
  run: ViolatingRun<C>,
): string[] {
  return timeline(subject, setUp, run).map(plain);
}

/** A trace, with the violation that it shows. */
type TraceOfTest = Omit<Counterexample, 'certificate' | 'foundBy'> & {
  readonly certificate: Counterexample['certificate'] | null;
};

function renderCounterexample(subject: AnySubject | undefined, counterexample: TraceOfTest): string[] {
  const { commands, recovery = [], violation, certificate } = counterexample;
  const asJson = [...commands, ...recovery].map((command, index) => `${index + 1}  ${JSON.stringify(command)}`);
  return [
    ...(subject === undefined
      ? [...asJson, `=> ${violation.name} (${violation.kind})`, violation.details]
      : timeline(subject, counterexample, counterexample)),
    ...paragraph(formatMinimality(certificate)),
  ];
}

/** A line for a file or a test runner: without colours, and without characters that act on a terminal. */
function plain(line: string): string {
  return printable(stripVTControlCharacters(line), 20_000);
}
