import { join } from 'node:path';
import { mustBeOneOf } from '../../../cli/choose.ts';
import { exitCode, UsageError } from '../../../cli/exit.ts';
import { printErrorLines, printJson, printLines } from '../../../cli/print.ts';
import { showProgress } from '../../../cli/progress.ts';
import { readFailureModes } from '../../../corpus/failure-modes.ts';
import { subjects } from '../../../subjects/index.ts';
import { matrices } from '../matrices.ts';
import type { Matrix } from '../matrix.ts';
import { formatMatrixProgress } from '../report/matrix-progress.ts';
import { renderHoldingRuns, renderMatrix } from '../report/matrix.ts';
import type { MatrixProgress, MatrixReport } from '../run-matrix.ts';
import { keepMatrix, runMatrix } from '../run-matrix.ts';

export interface MatrixFlags {
  readonly pattern?: string;
  /** A folder, where the race of each cell that breaks is kept as a trace. */
  readonly keep?: string;
  readonly json?: boolean;
}

/** `npm run matrix`: the exit code. */
export async function matrixCommand(name: string, flags: MatrixFlags, signal: AbortSignal): Promise<number> {
  const matrix = chooseMatrix(name);
  const known = matrix.patterns.map((pattern) => pattern.name);
  if (flags.pattern !== undefined) mustBeOneOf(`pattern of ${name}`, flags.pattern, known);
  const patterns = known.filter((pattern) => flags.pattern === undefined || pattern === flags.pattern);
  const report = await runShowingProgress(name, matrix, patterns, signal);
  if (flags.json === true) printJson(report);
  else {
    printLines(renderMatrix(matrix, report));
    // For all patterns together, the list would be too long.
    if (flags.pattern !== undefined) printLines(renderHoldingRuns(report.cells));
  }
  if (flags.keep !== undefined) {
    const who = `npm run matrix -- ${name}`;
    // On standard error, since the report may be JSON.
    for (const path of await keepMatrix(matrix, report.cells, { folder: flags.keep, who, signal }))
      printErrorLines([`kept: ${path}`]);
  }
  return codeOf[report.verdict];
}

const codeOf: Readonly<Record<MatrixReport['verdict'], number>> = {
  complete: exitCode.success,
  inconclusive: exitCode.inconclusive,
  interrupted: exitCode.interrupted,
};

const failureModesFolder = join(import.meta.dirname, '../../../../failure_modes');

async function runShowingProgress(
  name: string,
  matrix: Matrix,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<MatrixReport> {
  const failureModes = await readFailureModes(failureModesFolder);
  const progress = showProgress(`matrix of ${name}`);
  try {
    const onProgress = (at: MatrixProgress): void => progress.update(formatMatrixProgress(at));
    return await runMatrix(name, matrix, { patterns, failureModes, signal, onProgress });
  } finally {
    progress.clear();
  }
}

function chooseMatrix(name: string): Matrix {
  const matrix = matrices.get(name);
  if (matrix !== undefined) return matrix;
  const known = [...matrices.keys()];
  if (!subjects.some((subject) => subject.name === name)) mustBeOneOf('subject', name, known);
  throw new UsageError(`${name} has no matrix; there is one of ${known.join(', ')}`);
}
