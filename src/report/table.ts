import { sumOf } from './numbers.ts';
import { reportColumns, wrapped } from './wrapped.ts';

type Row = readonly string[];

const gap = '  ';

/** Lines of a table with a header and columns as wide as their widest cell; cells are wrapped where they do not fit. */
export function table(header: Row, rows: readonly Row[], columns: number = reportColumns): string[] {
  return linesOfRows(header, rows, columns).flat();
}

/** The lines of a table, for the header and for each row. */
export function linesOfRows(header: Row, rows: readonly Row[], columns: number = reportColumns): string[][] {
  const all = [header, ...rows];
  const widths = fitted(all, columns);
  return all.map((row) => {
    const cells = widths.map((width, column) => wrapped(row[column] ?? '', width));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((width, column) => (cells[column]?.[line] ?? '').padEnd(width))
        .join(gap)
        .trimEnd(),
    );
  });
}

/** How wide a table is where no cell is wrapped. */
export function tableWidth(rows: readonly Row[]): number {
  const widths = widestOf(rows, ({ length }) => length);
  return sumOf(widths) + (widths.length - 1) * gap.length;
}

/**
 * The widths of the columns. The last is narrowed first, then the widest of all; below its longest word a column is
 * narrowed only where nothing else helps.
 */
function fitted(rows: readonly Row[], columns: number): number[] {
  const widths = widestOf(rows, ({ length }) => length);
  const words = widestOf(rows, (cell) => Math.max(...cell.split(' ').map(({ length }) => length)) + gap.length);
  const room = columns - (widths.length - 1) * gap.length;
  const last = widths.length - 1;
  const narrowable = Math.max(0, (widths[last] ?? 0) - Math.max(words[last] ?? 0, narrowestLast));
  widths[last] = (widths[last] ?? 0) - Math.min(narrowable, Math.max(0, sumOf(widths) - room));
  while (sumOf(widths) > room) {
    const breakable = widths.map((width, column) => (width > (words[column] ?? 0) ? width : 0));
    const from = breakable.some((width) => width > 0) ? breakable : widths;
    const widest = Math.max(...from);
    if (widest <= narrowest) return widths;
    widths[from.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

/** No column is narrowed below this width. */
const narrowest = 6;

/** The last column, which has the longest texts, is narrowed to this width before the others. */
const narrowestLast = 13;

function widestOf(rows: readonly Row[], size: (cell: string) => number): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => size(row[column] ?? ''))));
}
