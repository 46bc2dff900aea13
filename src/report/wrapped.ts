import { styleText } from 'node:util';

/** A report in lines is no wider than this many columns, but for a word that is wider. */
export const reportColumns = 80;

/** A sentence of a report, broken at blanks into as many lines as it needs; each line has the style. */
export function paragraph(text: string, style: Parameters<typeof styleText>[0] = []): string[] {
  const lines: string[] = [];
  // A percent sign stays with its number.
  for (const word of text.split(/ (?!%)/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + 1 + word.length > reportColumns) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => styleText(style, line));
}

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
