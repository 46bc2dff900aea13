import { stripVTControlCharacters } from 'node:util';

/** Rendered lines as one text without colours, for a snapshot. */
export function textOf(lines: readonly string[]): string {
  return stripVTControlCharacters(lines.join('\n'));
}

/** What was printed, with each sentence on a line of its own, however wide. */
export function unwrapped(printed: string): string {
  return stripVTControlCharacters(printed).replaceAll(/\n {2}(?=\S)/g, ' ');
}
