import { subjectNamed } from '../../../cli/choose.ts';
import { shippedProject } from '../../../cli/project.ts';
import { promoteIn } from '../../../cli/promote-in.ts';
import type { ChosenNaming } from '../../../corpus/promoted/naming.ts';
import { assertName } from '../../../corpus/promoted/naming.ts';
import { withMatrix } from '../matrices.ts';
import { readMatrixTrace } from '../matrix-trace.ts';
import { promoteCell } from '../promote-cell.ts';
import { assertFitsMatrix } from '../replay-statements.ts';
import { formatCellResult } from '../report/cell-result.ts';

/** `npm run matrix:promote`: the exit code. Publishes the failure mode only after both of its tests have passed. */
export async function promoteStatementsCommand(
  path: string,
  flags: ChosenNaming,
  signal: AbortSignal,
): Promise<number> {
  assertName(flags.name);
  const trace = await readMatrixTrace(path);
  const project = shippedProject();
  const subject = withMatrix(subjectNamed(project, trace.subject));
  assertFitsMatrix(subject, trace, path);
  return promoteIn(
    project,
    {
      subject: subject.name,
      promote: (options) => promoteCell(subject, trace, { ...options, path }),
      formatResult: formatCellResult,
    },
    flags,
    signal,
  );
}
