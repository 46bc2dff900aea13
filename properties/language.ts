/** Words that stand where a noun should stand. A sentence with many of them has to be read twice. */
const placeholders =
  'whoever whatever whichever nobody somebody anybody everybody someone anyone everyone something anything everything nothing thing things what it one those such'.split(
    ' ',
  );
const placeholder = new RegExp(`\\b(?:${placeholders.join('|')}|no one)\\b`, 'gi');

/** How often placeholders stand in a text. */
export interface PlaceholderCount {
  readonly words: number;
  readonly placeholders: number;
}

export function countPlaceholders(prose: string): PlaceholderCount {
  const words = prose.match(/[\p{L}\p{N}](?:[\p{L}\p{N}'’_-]*[\p{L}\p{N}])?/gu)?.length ?? 0;
  return { words, placeholders: prose.match(placeholder)?.length ?? 0 };
}

/** Placeholders in 100 words; 0 where there are no words. */
export function shareOf({ words, placeholders: found }: PlaceholderCount): number {
  return words === 0 ? 0 : (100 * found) / words;
}

/** The prose of a Markdown file: without code, tables, quoted output, comments and addresses. */
export function proseOfMarkdown(text: string): string {
  return text
    .replaceAll(/^(```|~~~)[\s\S]*?^\1.*$/gm, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/^\s*(?:\||>).*$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/\]\([^)\n]*\)/g, ']');
}
