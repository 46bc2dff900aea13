import { subjectNamed } from '../../../cli/choose.ts';
import { exitCode } from '../../../cli/exit.ts';
import { printJson, printLines } from '../../../cli/print.ts';
import { showProgress } from '../../../cli/progress.ts';
import { shippedProject } from '../../../cli/project.ts';
import { withMatrix } from '../matrices.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import { readMatrixTrace } from '../matrix-trace.ts';
import type { Matrix } from '../matrix.ts';
import type { ReplayedStatements, StatementRecheck } from '../replay-statements.ts';
import { assertFitsMatrix, recheckStatements, replayStatements } from '../replay-statements.ts';
import { renderStatementReplay } from '../report/statements-replay.ts';

export interface ReplayStatementsFlags {
  readonly recheck?: boolean;
  readonly json?: boolean;
}

/** `npm run matrix:replay`: the exit code. */
export async function replayStatementsCommand(
  path: string,
  { json, recheck: isRecheck }: ReplayStatementsFlags,
  signal: AbortSignal,
): Promise<number> {
  const trace = await readMatrixTrace(path);
  const subject = withMatrix(subjectNamed(shippedProject(), trace.subject));
  assertFitsMatrix(subject, trace, path);
  const progress = showProgress(`replaying ${path}`);
  const replays = replayOnServer(subject.matrix, trace, path, isRecheck === true ? signal : null);
  const { replayed, recheck } = await replays.finally(() => progress.clear());
  if (json === true) printJson({ file: path, ...trace, ...replayed, recheck });
  else printLines(renderStatementReplay(subject, trace, replayed, recheck));
  if (replayed.verdict === 'reproduced') return exitCode.violation;
  return recheck?.verdict === 'refuted' ? exitCode.inconclusive : exitCode.success;
}

interface Replays {
  readonly replayed: ReplayedStatements;
  /** `null` without `--recheck`. */
  readonly recheck: StatementRecheck | null;
}

async function replayOnServer(
  matrix: Matrix,
  trace: MatrixTrace,
  path: string,
  recheckUntil: AbortSignal | null,
): Promise<Replays> {
  const open = await matrix.open();
  try {
    const replayed = await replayStatements(open, trace, path);
    const recheck = recheckUntil === null ? null : await recheckStatements(open, trace, recheckUntil);
    return { replayed, recheck };
  } finally {
    await open.close();
  }
}
