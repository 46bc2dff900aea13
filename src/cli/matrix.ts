import { join } from 'node:path';
import { keepMatrixTrace } from '../corpus/counterexamples.ts';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeAt, readFailureModes } from '../corpus/failure-modes.ts';
import type { Matrix, MatrixCell, OpenMatrix } from '../kernel/matrix.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { renderHoldingRuns, renderMatrix } from '../report/matrix.ts';
import { formatNumber } from '../report/numbers.ts';
import { subjects } from '../subjects/index.ts';
import { mustBeOneOf, subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';

export interface MatrixFlags {
  readonly pattern?: string;
  /** A folder, where a shortest run of each cell that breaks is kept as a trace. */
  readonly keep?: string;
  readonly json?: boolean;
}

export interface MatrixReport {
  readonly subject: string;
  readonly says: string;
  /** `vacuous`: in some cell neither ever had what both wanted, and one alone would have. */
  readonly verdict: 'complete' | 'vacuous' | 'interrupted';
  readonly interleavings: number;
  readonly cells: readonly KnownCell[];
}

/** A cell, with the failure mode that it belongs to; `null` where it breaks nothing, or has none yet. */
export interface KnownCell extends MatrixCell {
  readonly failureMode: string | null;
}

/** `faultbook matrix`: the exit code. */
export async function matrixCommand(name: string, flags: MatrixFlags, signal: AbortSignal): Promise<number> {
  const subject = subjectNamed(name);
  const matrix = matrixOf(subject);
  const known = matrix.patterns.map((pattern) => pattern.name);
  if (flags.pattern !== undefined) mustBeOneOf(`pattern of ${name}`, flags.pattern, known);
  const chosen = known.filter((pattern) => flags.pattern === undefined || pattern === flags.pattern);
  const modes = await readFailureModes(failureModesFolder);
  const { cells: found, isInterrupted } = await runMatrix(subject.name, matrix, chosen, signal);
  const cells = found.map((cell) => withFailureMode(subject.name, cell, modes));
  const isVacuous = cells.some(({ right }) => right === 0);
  const report: MatrixReport = {
    subject: subject.name,
    says: matrix.says,
    verdict: isInterrupted ? 'interrupted' : isVacuous ? 'vacuous' : 'complete',
    interleavings: cells.reduce((sum, cell) => sum + cell.interleavings, 0),
    cells,
  };
  if (flags.json === true) console.log(JSON.stringify(report, null, 2));
  else {
    for (const line of renderMatrix(matrix, report)) console.log(line);
    // Of all patterns together it would be more than anybody reads.
    if (flags.pattern !== undefined) for (const line of renderHoldingRuns(cells)) console.log(line);
  }
  if (flags.keep !== undefined) await keepAll(flags.keep, subject, cells);
  if (isInterrupted) return exitCode.interrupted;
  return isVacuous ? exitCode.undecided : exitCode.asPromised;
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

/** A cell that breaks is known by a failure mode, or by none yet. */
export function withFailureMode(subject: string, cell: MatrixCell, modes: readonly FailureMode[]): KnownCell {
  const known = cell.broken === 0 ? undefined : failureModeAt(modes, { subject, ...cell });
  return { ...cell, failureMode: known?.id ?? null };
}

/** One file a cell that breaks; on standard error, since what is printed may be JSON. */
async function keepAll(folder: string, subject: AnySubject, cells: readonly MatrixCell[]): Promise<void> {
  const { invariant, server } = matrixOf(subject);
  for (const { pattern, setting, shortest, interleavings } of cells) {
    if (shortest === null) continue;
    const path = await keepMatrixTrace(folder, {
      version: 3,
      subject: subject.name,
      server,
      pattern,
      setting,
      steps: shortest,
      breaks: invariant,
      certificate: { interleavings },
      foundBy: { who: `faultbook matrix ${subject.name}` },
    });
    console.error(`kept: ${path}`);
  }
}

function matrixOf({ name, matrix }: AnySubject): Matrix {
  if (matrix !== undefined) return matrix;
  const having = subjects.filter((subject) => subject.matrix !== undefined).map((subject) => subject.name);
  throw new UsageError(`${name} has no matrix; there is one of ${having.join(', ')}`);
}

class Interrupted extends Error {}

async function runMatrix(
  name: string,
  matrix: Matrix,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<{ cells: MatrixCell[]; isInterrupted: boolean }> {
  const progress = showProgress(`matrix of ${name}`);
  const cells: MatrixCell[] = [];
  const all = patterns.flatMap((pattern) => matrix.settings.map((setting) => ({ pattern, setting })));
  let open: OpenMatrix | null = null;
  try {
    open = await matrix.open();
    for (const { pattern, setting } of all) {
      const cell = await open.cell({ pattern, setting }, (done) => {
        if (signal.aborted) throw new Interrupted();
        const where = `${cells.length + 1} of ${all.length}`;
        progress.update(`${where}, ${pattern} at ${setting}, ${formatNumber(done)} interleavings`);
      });
      cells.push(cell);
    }
    return { cells, isInterrupted: false };
  } catch (error) {
    if (error instanceof Interrupted) return { cells, isInterrupted: true };
    throw error;
  } finally {
    progress.clear();
    await open?.close();
  }
}
