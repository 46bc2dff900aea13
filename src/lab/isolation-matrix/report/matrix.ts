import { formatNumber } from '../../../report/numbers.ts';
import { table } from '../../../report/table.ts';
import type { Matrix, MatrixCell } from '../matrix.ts';
import type { KnownCell, MatrixReport } from '../run-matrix.ts';
import { statements } from './statements.ts';

/** The matrix as a table, and a minimal run of each cell that breaks. */
export function renderMatrix(
  matrix: Pick<Matrix, 'patterns' | 'settings' | 'breaks'>,
  { subject, says, verdict, interleavings, cells }: MatrixReport,
): string[] {
  const names = matrix.patterns.map(({ name }) => name).filter((name) => cells.some((cell) => cell.pattern === name));
  const rowOf = (name: string): string[] =>
    matrix.settings.map((setting) => {
      const cell = cells.find((one) => one.pattern === name && one.setting === setting);
      return cell === undefined ? '' : formatCell(matrix.breaks, cell);
    });
  const rows = names.map((name) => [name].concat(rowOf(name)));
  const runs = cells.flatMap(({ pattern, setting, shortest }) =>
    shortest === null ? [] : ['', `${pattern} at ${setting} ${matrix.breaks}:`, ...statements(shortest)],
  );
  const amount = `${formatNumber(interleavings)} interleavings in ${cells.length} cells`;
  const end = {
    complete: `All of them, ${amount}: every order in which the server can be given the statements.`,
    inconclusive: `Inconclusive: in some cell no session ever succeeded. ${amount}.`,
    interrupted: `Interrupted after ${amount}.`,
  }[verdict];
  return [`${subject}: ${says}`, ...table(['', ...matrix.settings], rows, Infinity), end, ...runs];
}

/** Of each cell that holds, a run in which the transactions of the two actors overlap. */
export function renderHoldingRuns(cells: readonly Pick<MatrixCell, 'pattern' | 'setting' | 'held'>[]): string[] {
  return cells.flatMap(({ pattern, setting, held }) =>
    held === null ? [] : ['', `${pattern} at ${setting} holds, as here:`, ...statements(held)],
  );
}

/** `overbooks in 8 of 20, FM_106`, `holds in 20`; with the codes of the errors. */
function formatCell(breaks: string, { broken, interleavings, refusals, failureMode }: KnownCell): string {
  const verdict = broken > 0 ? `${breaks} in ${broken} of ${interleavings}` : `holds in ${interleavings}`;
  const codes = Object.keys(refusals).toSorted();
  return [
    verdict,
    ...(codes.length === 0 ? [] : [codes.join(' ')]),
    ...(failureMode === null ? [] : [failureMode]),
  ].join(', ');
}
