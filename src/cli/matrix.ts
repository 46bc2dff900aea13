import { join } from 'node:path';
import type { MatrixProgress, MatrixReport } from '../check/run-matrix.ts';
import { keepMatrix, runMatrix } from '../check/run-matrix.ts';
import { readFailureModes } from '../corpus/failure-modes.ts';
import type { Matrix } from '../kernel/matrix.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { renderHoldingRuns, renderMatrix } from '../report/matrix.ts';
import { formatMatrixProgress } from '../report/progress.ts';
import { subjects } from '../subjects/index.ts';
import { mustBeOneOf, subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';
import { printErrorLines, printJson, printLines } from './print.ts';

export interface MatrixFlags {
  readonly pattern?: string;
  /** A folder, where a shortest run of each cell that breaks is kept as a trace. */
  readonly keep?: string;
  readonly json?: boolean;
}

/** `faultbook matrix`: the exit code. */
export async function matrixCommand(name: string, flags: MatrixFlags, signal: AbortSignal): Promise<number> {
  const subject = subjectNamed(name);
  const matrix = chooseMatrix(subject);
  const known = matrix.patterns.map((pattern) => pattern.name);
  if (flags.pattern !== undefined) mustBeOneOf(`pattern of ${name}`, flags.pattern, known);
  const patterns = known.filter((pattern) => flags.pattern === undefined || pattern === flags.pattern);
  const report = await runShowingProgress(subject, patterns, signal);
  if (flags.json === true) printJson(report);
  else {
    printLines(renderMatrix(matrix, report));
    // For all patterns together, the list would be too long.
    if (flags.pattern !== undefined) printLines(renderHoldingRuns(report.cells));
  }
  if (flags.keep !== undefined) {
    const who = `faultbook matrix ${subject.name}`;
    // On standard error, since the report may be JSON.
    for (const path of await keepMatrix(subject, report.cells, { folder: flags.keep, who }))
      printErrorLines([`kept: ${path}`]);
  }
  return codeOf[report.verdict];
}

const codeOf: Readonly<Record<MatrixReport['verdict'], number>> = {
  complete: exitCode.asPromised,
  vacuous: exitCode.inconclusive,
  interrupted: exitCode.interrupted,
};

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

async function runShowingProgress(
  subject: AnySubject,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<MatrixReport> {
  const failureModes = await readFailureModes(failureModesFolder);
  const progress = showProgress(`matrix of ${subject.name}`);
  try {
    const onProgress = (at: MatrixProgress): void => progress.update(formatMatrixProgress(at));
    return await runMatrix(subject, { patterns, failureModes, signal, onProgress });
  } finally {
    progress.clear();
  }
}

function chooseMatrix({ name, matrix }: AnySubject): Matrix {
  if (matrix !== undefined) return matrix;
  const having = subjects.filter((subject) => subject.matrix !== undefined).map((subject) => subject.name);
  throw new UsageError(`${name} has no matrix; there is one of ${having.join(', ')}`);
}
