import { subjectNamed } from '../../../cli/choose.ts';
import type { ShownTrace } from '../../../cli/publish-shown.ts';
import { notShown, publishShown } from '../../../cli/publish-shown.ts';
import type { ChosenNaming } from '../../../corpus/promoted/naming.ts';
import { assertName } from '../../../corpus/promoted/naming.ts';
import { withMatrix } from '../matrices.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import { readMatrixTrace } from '../matrix-trace.ts';
import type { Matrix } from '../matrix.ts';
import { filesOfMatrix } from '../promoted/matrix-files.ts';
import { prepareCell } from '../promoted/prepare-cell.ts';
import type { ReplayedStatements } from '../replay-statements.ts';
import { assertFitsMatrix, replayStatements } from '../replay-statements.ts';
import { formatCellResult } from '../report/cell-result.ts';

/** `npm run matrix:promote`: the exit code. Publishes the failure mode only after both of its tests have passed. */
export async function promoteStatementsCommand(
  path: string,
  flags: ChosenNaming,
  signal: AbortSignal,
): Promise<number> {
  assertName(flags.name);
  return publishShown(await shownByStatements(await readMatrixTrace(path), path), flags, signal);
}

/** Throws where the trace no longer shows its violation. */
async function shownByStatements(read: MatrixTrace, path: string): Promise<ShownTrace> {
  const subject = withMatrix(subjectNamed(read.subject));
  assertFitsMatrix(subject, read, path);
  const replayed = await runAgain(subject.matrix, read, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, read.breaks, read.server);
  return {
    subject: subject.name,
    write: async (naming, signal) => {
      const promotion = await prepareCell(subject, { ...read, steps: replayed.steps }, naming, signal);
      const formatResult = (passed: number): string => formatCellResult(promotion, passed);
      return { scenario: promotion.scenario, files: filesOfMatrix(promotion), formatResult };
    },
  };
}

async function runAgain(matrix: Matrix, read: MatrixTrace, path: string): Promise<ReplayedStatements> {
  const open = await matrix.open();
  try {
    return await replayStatements(open, read, path);
  } finally {
    await open.close();
  }
}
