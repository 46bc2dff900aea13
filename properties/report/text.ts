import { stripVTControlCharacters } from 'node:util';

/** Rendered lines as one text without colours, for a snapshot. */
export function textOf(lines: readonly string[]): string {
  return stripVTControlCharacters(lines.join('\n'));
}
