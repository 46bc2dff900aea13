import type { Matrix, MatrixCell, MatrixStep, OpenMatrix } from '../kernel/matrix.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { subjects } from '../subjects/index.ts';
import { mustBeOneOf, subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';

export interface MatrixFlags {
  readonly pattern?: string;
  readonly json?: boolean;
}

export interface MatrixReport {
  readonly subject: string;
  readonly says: string;
  /** `vacuous`: in some cell neither ever had what both wanted, and one alone would have. */
  readonly verdict: 'complete' | 'vacuous' | 'interrupted';
  readonly interleavings: number;
  readonly cells: readonly MatrixCell[];
}

/** `faultbook matrix`: the exit code. */
export async function matrixCommand(name: string, flags: MatrixFlags, signal: AbortSignal): Promise<number> {
  const subject = subjectNamed(name);
  const matrix = matrixOf(subject);
  const known = matrix.patterns.map((pattern) => pattern.name);
  if (flags.pattern !== undefined) mustBeOneOf(`pattern of ${name}`, flags.pattern, known);
  const chosen = known.filter((pattern) => flags.pattern === undefined || pattern === flags.pattern);
  const { cells, isInterrupted } = await runMatrix(subject.name, matrix, chosen, signal);
  const isVacuous = cells.some(({ right }) => right === 0);
  const report: MatrixReport = {
    subject: subject.name,
    says: matrix.says,
    verdict: isInterrupted ? 'interrupted' : isVacuous ? 'vacuous' : 'complete',
    interleavings: cells.reduce((sum, cell) => sum + cell.interleavings, 0),
    cells,
  };
  if (flags.json === true) console.log(JSON.stringify(report, null, 2));
  else for (const line of tellMatrix(matrix, report)) console.log(line);
  if (isInterrupted) return exitCode.interrupted;
  return isVacuous ? exitCode.undecided : exitCode.asPromised;
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
      const cell = await open.cell(pattern, setting, (done) => {
        if (signal.aborted) throw new Interrupted();
        const where = `${cells.length + 1} of ${all.length}`;
        progress.update(`${where}, ${pattern} at ${setting}, ${done.toLocaleString('en')} interleavings`);
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

/** The table, and the shortest run of each cell that breaks. */
export function tellMatrix(matrix: Matrix, { subject, says, verdict, interleavings, cells }: MatrixReport): string[] {
  const names = matrix.patterns.map(({ name }) => name).filter((name) => cells.some((cell) => cell.pattern === name));
  const rowOf = (name: string): string[] =>
    matrix.settings.map((setting) => {
      const cell = cells.find((one) => one.pattern === name && one.setting === setting);
      return cell === undefined ? '' : tellCell(matrix, cell);
    });
  const rows = names.map((name) => [name].concat(rowOf(name)));
  const runs = cells.flatMap(({ pattern, setting, shortest }) =>
    shortest === null ? [] : ['', `${pattern} at ${setting} ${matrix.breaks}:`, ...tellSteps(shortest)],
  );
  const scope = `${interleavings.toLocaleString('en')} interleavings in ${cells.length} cells`;
  const end = {
    complete: `All of them, ${scope}: every order in which the server can be given the statements.`,
    vacuous: `Nothing is shown by a cell in which nobody ever had what both wanted. ${scope}.`,
    interrupted: `Interrupted after ${scope}.`,
  }[verdict];
  return [`${subject}: ${says}`, ...table(['', ...matrix.settings], rows), end, ...runs];
}

/** `overbooks in 8 of 20`, `holds in 20`; and which errors there were. */
function tellCell({ breaks }: Matrix, { broken, interleavings, refusals }: MatrixCell): string {
  const verdict = broken > 0 ? `${breaks} in ${broken} of ${interleavings}` : `holds in ${interleavings}`;
  const codes = Object.keys(refusals).toSorted();
  return codes.length === 0 ? verdict : `${verdict}, ${codes.join(' ')}`;
}

/** Who sends what, and what the server says; a statement is as long as it is. */
function tellSteps(steps: readonly MatrixStep[]): string[] {
  return steps.map(({ who, statement, answer, woken }, index) => {
    const others = woken.map((other) => `; T${other.who + 1} goes on: ${other.answer}`);
    return `${String(index + 1).padStart(2)}  T${who + 1}  ${statement} → ${answer}${others.join('')}`;
  });
}
