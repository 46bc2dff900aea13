import { notShown } from '../../corpus/promoted/cannot-promote.ts';
import type { PublishedNamed, PublishNamedOptions } from '../../corpus/promoted/publish-named.ts';
import { publishNamed } from '../../corpus/promoted/publish-named.ts';
import type { MatrixSubject } from './matrices.ts';
import type { MatrixTrace } from './matrix-trace.ts';
import type { Matrix } from './matrix.ts';
import type { MatrixContents } from './promoted/matrix-contents.ts';
import { filesOfMatrix } from './promoted/matrix-files.ts';
import { prepareCell } from './promoted/prepare-cell.ts';
import type { ReplayedStatements } from './replay-statements.ts';
import { replayStatements } from './replay-statements.ts';

interface PromoteCellOptions extends PublishNamedOptions {
  /** The file of the trace, for messages. */
  readonly path: string;
}

/**
 * Makes a trace of statements, which fits the matrix of its subject, a failure mode: as `promote` does with a run of commands.
 * Throws `BadName` and `CannotPromote`.
 */
export async function promoteCell(
  subject: MatrixSubject,
  trace: MatrixTrace,
  { path, ...options }: PromoteCellOptions,
): Promise<PublishedNamed<MatrixContents>> {
  const replayed = await replayOnce(subject.matrix, trace, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, trace.breaks, trace.server);
  const { steps } = replayed;
  return publishNamed(
    subject.name,
    async (naming) => {
      const contents = await prepareCell(subject, { ...trace, steps }, naming, options);
      return { contents, files: filesOfMatrix(contents) };
    },
    options,
  );
}

async function replayOnce(matrix: Matrix, trace: MatrixTrace, path: string): Promise<ReplayedStatements> {
  const open = await matrix.open();
  try {
    return await replayStatements(open, trace, path);
  } finally {
    await open.close();
  }
}
