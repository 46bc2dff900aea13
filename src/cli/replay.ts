import { relative } from 'node:path';
import type { Recheck } from '../check/recheck.ts';
import { recheckCertificate } from '../check/recheck.ts';
import type { FittingReplay } from '../check/replay-fitting.ts';
import { replayFitting } from '../check/replay-fitting.ts';
import type { Replay, ReplayedStep, ReplayVerdict } from '../check/replay.ts';
import { readAnyTrace } from '../corpus/any-trace.ts';
import type { Trace } from '../corpus/trace.ts';
import { moreMemory } from '../explore/memory.ts';
import type { ExploreProgress } from '../explore/result.ts';
import type { Certificate } from '../kernel/certificate.ts';
import { allCommandsOf } from '../kernel/run.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { formatPromotion } from '../report/next-steps.ts';
import { formatExplorationProgress } from '../report/progress.ts';
import { formatCertificate } from '../report/provenance.ts';
import { renderRecheck, renderReplay, renderState } from '../report/replay.ts';
import { answerTime, chooseSystem, subjectNamed } from './choose.ts';
import { exitCode, UsageError, verdictOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { outputOf } from './output.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { replayRaceCommand } from './replay-race.ts';
import { shortTrace, traceFile } from './trace-file.ts';

/** `faultbook replay`: the exit code. */
export async function replayCommand(
  project: Project,
  named: string,
  flags: ReplayFlags,
  signal: AbortSignal,
): Promise<number> {
  const path = traceFile(project, named);
  const read = await readAnyTrace(path);
  if (read.version === 5) return replayRaceCommand(project, path, read, flags, signal);
  const { subject, trace, replayed } = await replayTrace(project, read, path, flags);
  const { certificate } = trace;
  if (flags.recheck === true && certificate?.kind !== 'minimal') {
    throw new UsageError(`${path} has no exploration to repeat: ${formatCertificate(certificate)}`);
  }
  const { verdict, changes } = replayed;
  const output = outputOf('replay', flags);
  const name = `${path}, ${subject.name} on ${replayed.system}`;
  if (flags.step !== undefined) {
    const shown = stateAt(replayed, flags.step, path);
    const code = exitOfReplay(verdict, null);
    output.printLines(renderState(shown));
    output.record({ name, verdict: verdictOf(code), lines: renderState(shown), file: path });
    output.end({ file: path, verdict, ...shown });
    return code;
  }
  const lines = renderReplay(subject, trace, replayed);
  output.printLines(lines);
  const recheck =
    flags.recheck === true && certificate?.kind === 'minimal'
      ? await exploreAgain(subject, trace, certificate, signal)
      : null;
  const rechecked = recheck === null ? [] : renderRecheck(recheck, moreMemory);
  output.printLines([...rechecked, ...nextStep(project, path, trace, verdict)]);
  const code = exitOfReplay(verdict, recheck?.verdict ?? null);
  output.record({ name, verdict: verdictOf(code), lines: [...lines, ...rechecked], file: path });
  const { found, steps: replayedSteps, system, disabledAt } = replayed;
  output.end({
    file: path,
    ...trace,
    system,
    verdict,
    found,
    disabledAt,
    changes,
    steps: replayedSteps.map(jsonOf),
    recheck,
  });
  return code;
}

/** The command that promotes a trace which still shows a violation; none for the trace of a failure mode. */
function nextStep(project: Project, path: string, { violation: { name } }: Trace, verdict: ReplayVerdict): string[] {
  const isPromoted = !relative(project.failureModes, path).startsWith('..');
  if (verdict === 'gone' || isPromoted) return [];
  return ['', formatPromotion({ trace: shortTrace(project, path), name, subjectFiles: project.subjectFiles })];
}

/** The exit code of a replay, and of the exploration of the certificate; `null`: it was not repeated. */
export function exitOfReplay(verdict: ReplayVerdict, recheck: Recheck['verdict'] | null): number {
  if (recheck === 'interrupted') return exitCode.interrupted;
  const isOpen = recheck === 'outOfMemory' || (verdict === 'gone' && recheck === 'refuted');
  return isOpen ? exitCode.inconclusive : codeOf[verdict];
}

const codeOf: Record<ReplayVerdict, number> = {
  reproduced: exitCode.violation,
  other: exitCode.violation,
  gone: exitCode.success,
};

/** Replays a trace on its system, or on another system of its subject. Throws where the trace does not fit. */
async function replayTrace(
  project: Project,
  trace: Trace,
  path: string,
  { system, timeout }: Pick<ReplayFlags, 'system' | 'timeout'>,
): Promise<{ readonly subject: AnySubject; readonly trace: Trace; readonly replayed: FittingReplay }> {
  const subject = subjectNamed(project, trace.subject);
  await assertDescribed([subject]);
  const progress = showProgress(`replaying ${path}`);
  const replayed = await replayFitting(subject, trace, {
    ...(system !== undefined && { system: chooseSystem(subject, system) }),
    ...answerTime({ timeout }),
    onStep: (index) => progress.update(`command ${index + 1} of ${allCommandsOf(trace).length}`),
  }).finally(() => progress.clear());
  if ('mismatch' in replayed) throw new UsageError(`${path} does not fit: ${replayed.mismatch.join('; ')}`);
  return { subject, trace, replayed };
}

/** Repeats the exploration of the certificate. */
async function exploreAgain(
  subject: AnySubject,
  trace: Trace,
  certificate: Extract<Certificate, { kind: 'minimal' }>,
  signal: AbortSignal,
): Promise<Recheck> {
  const progress = showProgress(`exploring again, to ${certificate.exploredDepth} commands`);
  try {
    const onProgress = (at: ExploreProgress): void => progress.update(formatExplorationProgress(at));
    return await recheckCertificate(subject, trace, certificate, { signal, onProgress });
  } finally {
    progress.clear();
  }
}

/** Model and system at a step of a run. */
interface StateAt {
  readonly step: number;
  readonly after: ReplayedStep['command'] | null;
  readonly state: unknown;
  readonly system: string;
  /** `null` where the system threw. */
  readonly view: unknown;
}

function stateAt({ initial, steps: taken, system }: Replay, step: number, path: string): StateAt {
  if (step === 0) return { step, after: null, ...initial, system };
  const at = taken[step - 1];
  if (at === undefined) {
    throw new UsageError(`${path} has no step ${step}: the run takes ${taken.length}, with its recovery`);
  }
  return { step, after: at.command, state: at.model.state, system, view: at.system?.view ?? null };
}

function jsonOf({ command, isRecovery, model, system }: ReplayedStep): object {
  return {
    command,
    isRecovery,
    outcome: { model: model.outcome, system: system?.outcome ?? null },
    patches: model.patches,
    changes: system?.changes ?? null,
  };
}
