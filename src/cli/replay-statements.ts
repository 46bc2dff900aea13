import type { ReplayedStatements, StatementRecheck } from '../check/replay-statements.ts';
import { assertFitsMatrix, recheckStatements, replayStatements } from '../check/replay-statements.ts';
import type { MatrixTrace } from '../corpus/matrix-trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { matrixOf } from '../kernel/subject.ts';
import { renderStatementReplay } from '../report/statements-replay.ts';
import { subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { printJson, printLines } from './print.ts';

/** `faultbook replay` of a trace of statements: the exit code. */
export async function replayStatementsCommand(
  path: string,
  trace: MatrixTrace,
  { json, recheck: isRecheck, step, system }: ReplayFlags,
  signal: AbortSignal,
): Promise<number> {
  if (step !== undefined || system !== undefined) {
    throw new UsageError(`${path} is of statements that overlap: --step and --system are for runs of commands`);
  }
  const subject = subjectNamed(trace.subject);
  assertFitsMatrix(subject, trace, path);
  const progress = showProgress(`replaying ${path}`);
  const replays = replayOnServer(subject, trace, path, isRecheck === true ? signal : null);
  const { replayed, recheck } = await replays.finally(() => progress.clear());
  if (json === true) printJson({ file: path, ...trace, ...replayed, recheck });
  else printLines(renderStatementReplay(subject, trace, replayed, recheck));
  if (replayed.verdict === 'reproduced') return exitCode.violation;
  return recheck?.verdict === 'refuted' ? exitCode.inconclusive : exitCode.asPromised;
}

interface Replays {
  readonly replayed: ReplayedStatements;
  /** `null` without `--recheck`. */
  readonly recheck: StatementRecheck | null;
}

async function replayOnServer(
  subject: AnySubject,
  trace: MatrixTrace,
  path: string,
  recheckUntil: AbortSignal | null,
): Promise<Replays> {
  const open = await matrixOf(subject).open();
  try {
    const replayed = await replayStatements(open, trace, path);
    const recheck = recheckUntil === null ? null : await recheckStatements(open, trace, recheckUntil);
    return { replayed, recheck };
  } finally {
    await open.close();
  }
}
