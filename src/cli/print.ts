import { inspect, styleText } from 'node:util';
import { printable, printableJson } from '../kernel/printable.ts';

// All that the command line prints goes through here: text of files, arguments and servers acts on no terminal.

/** The escape sequences that colour our lines. */
const styles = new RegExp(`${String.fromCodePoint(27)}\\[(?:1|22|31|32|33|39|90)m`, 'g');

/** No line of a report is longer, in characters. */
const longestLine = 20_000;

/** Prints the lines of a report. */
export function printLines(lines: readonly string[]): void {
  for (const line of lines) console.log(styled(line));
}

/** Prints a value as JSON. */
export function printJson(value: unknown): void {
  console.log(printableJson(JSON.stringify(value, null, 2)));
}

/** Prints an error message on standard error, in a single line. */
export function printError(message: string): void {
  console.error(printable(`faultbook: ${message}`));
}

/** Prints lines that go with an error on standard error. */
export function printErrorLines(lines: readonly string[]): void {
  for (const line of lines) console.error(printable(line));
}

/** Prints an error of the program itself, with its stack. */
export function printFault(error: unknown): void {
  printErrorLines(inspect(error).split('\n'));
}

/** Escaped, but for our own colours where there are any. */
function styled(line: string): string {
  const hasColours = styleText('red', '') !== '';
  if (!hasColours) return printable(line, longestLine);
  const codes = line.match(styles) ?? [];
  const texts = line.split(styles).map((text) => printable(text, longestLine));
  return texts.map((text, at) => text + (codes[at] ?? '')).join('');
}
