/**
 * Characters that act on a terminal, or turn or break a line: control and format characters (the marks of direction among
 * them), separators of lines and paragraphs, halves of a pair.
 */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The character as JSON has it: `\u202e`. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return short[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** The text on one line, cut off after `mostCharacters`. Characters that act on a terminal are escaped. */
export function printable(text: string, mostCharacters = 2_000): string {
  const more = text.length - mostCharacters;
  const shown = more > 0 ? `${text.slice(0, mostCharacters)}… (and ${more} characters more)` : text;
  return shown.replaceAll(acting, escaped);
}

/** The same JSON without characters that act on a terminal, except the ends of its lines. */
export function printableJson(text: string): string {
  return text.replaceAll(acting, (character) => (character === '\n' ? character : escaped(character)));
}

/** The text for Markdown, also for a cell of a table: no markup, no HTML, a single line. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*|]|\](?=[([:])|(?<!\w)_|_(?!\w)|^[#>~]/g, '\\$&');
}
