/** A report in lines is no wider than this many columns. */
export const reportColumns = 100;

/** The text in lines of `columns` columns, broken at blanks where possible, with later lines indented by `indent`. */
export function wrapped(text: string, columns: number, indent = 2): string[] {
  const lines: string[] = [];
  let left = text;
  while (left.length > columns) {
    const blank = left.lastIndexOf(' ', columns);
    const end = blank > indent ? blank : columns;
    lines.push(left.slice(0, end));
    left = `${' '.repeat(indent)}${left.slice(end).trimStart()}`;
  }
  return [...lines, left];
}

/** A list in lines of `columns` columns, broken after commas, with later lines indented. */
export function wrappedList(items: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, item] of items.entries()) {
    const part = index === items.length - 1 ? item : `${item},`;
    const longer = line === '' ? part : `${line} ${part}`;
    const isTooLong = line !== '' && longer.length > columns;
    if (isTooLong) lines.push(line);
    line = isTooLong ? `  ${part}` : longer;
  }
  return [...lines, line];
}
