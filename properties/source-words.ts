import { parseSync, Visitor } from 'oxc-parser';
import type { BannedWords, Place } from './banned-words.ts';

/** The words of a TypeScript file, by the place where they stand. */
export type SourceWords = Readonly<Record<Place, readonly string[]>>;

const sql = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH) /;

/** Names and texts of a TypeScript file. Its prose are its comments, and the texts of at least three words, without SQL. */
export function wordsOfSource(path: string, source: string): SourceWords {
  const { program, comments } = parseSync(path, source);
  const identifiers = new Set<string>();
  const verdicts: string[] = [];
  const titles: string[] = [];
  const texts: string[] = [];
  let verdictsAround = 0;
  const visitor = new Visitor({
    Identifier: ({ name }) => void identifiers.add(name),
    PrivateIdentifier: ({ name }) => void identifiers.add(name),
    Literal: ({ value }) => void (typeof value === 'string' && texts.push(value)),
    TemplateLiteral: ({ quasis }) => void texts.push(quasis.map(({ value }) => value.raw).join(' … ')),
    CallExpression: ({ callee, arguments: [title] }) => {
      if (!/^(?:test|it|describe)\b/.test(source.slice(callee.start, callee.end))) return;
      if (title?.type === 'Literal' && typeof title.value === 'string') titles.push(title.value);
      if (title?.type === 'TemplateLiteral') titles.push(title.quasis.map(({ value }) => value.raw).join('…'));
    },
    TSTypeAliasDeclaration: ({ id }) => void (id.name.endsWith('Verdict') && (verdictsAround += 1)),
    'TSTypeAliasDeclaration:exit': ({ id }) => void (id.name.endsWith('Verdict') && (verdictsAround -= 1)),
    TSPropertySignature: ({ key }) => void (isVerdict(key) && (verdictsAround += 1)),
    'TSPropertySignature:exit': ({ key }) => void (isVerdict(key) && (verdictsAround -= 1)),
    TSLiteralType({ literal }) {
      if (verdictsAround > 0 && literal.type === 'Literal' && typeof literal.value === 'string')
        verdicts.push(literal.value);
    },
  });
  visitor.visit(program);
  const messages = texts.filter(
    (text) => /\p{L} \p{L}/u.test(text) && text.split(/\s+/).length >= 3 && !sql.test(text),
  );
  const written = comments.map(({ value }) => value.replaceAll(/^\s*\*/gm, '').replaceAll(/`[^`\n]*`/g, ''));
  return {
    identifiers: [...identifiers],
    'file names': [path],
    verdicts,
    titles,
    prose: [...written, ...messages],
  };
}

function isVerdict(key: { readonly type: string; readonly name?: unknown }): boolean {
  return key.type === 'Identifier' && key.name === 'verdict';
}

/** The words of a name or text in lower case, with spaces between them. */
function spaced(place: Place, text: string): string {
  if (place === 'identifiers')
    return text.replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_/g, ' ').toLowerCase();
  if (place === 'file names') return (text.split('/').at(-1) ?? '').replaceAll(/\..*$|[-_]/g, ' ').toLowerCase();
  return text.toLowerCase();
}

function anyOf(phrases: readonly string[]): RegExp {
  const patterns = phrases.flatMap((list) => list.split(', ')).map((phrase) => phrase.replaceAll(' ', '\\s+'));
  return new RegExp(`(?<![\\p{L}\\d])(?:${patterns.join('|')})(?![\\p{L}\\d])`, 'gu');
}

export interface FoundWord {
  readonly word: string;
  /** The name or text with the word. */
  readonly text: string;
}

/** Finds the banned words in names or texts of a place, in a file. */
export type FindBanned = (place: Place, texts: readonly string[], path: string) => FoundWord[];

export function finderOf(rules: readonly BannedWords[]): FindBanned {
  const compiled = rules.map((rule) => ({
    ...rule,
    banned: anyOf([rule.words]),
    allowed: rule.allowed === undefined ? null : anyOf([rule.allowed]),
  }));
  // A single search for all words first, since hardly a text has any.
  const anyBanned = anyOf(rules.map(({ words }) => words));
  return (place, texts, path) =>
    texts.flatMap((text) => {
      const words = spaced(place, text);
      if (words.search(anyBanned) < 0) return [];
      const checked = compiled.filter(({ where, under }) => where.includes(place) && under?.test(path) !== false);
      return checked.flatMap(({ banned, allowed }) => {
        const found = (allowed === null ? words : words.replaceAll(allowed, '…')).matchAll(banned);
        return Array.from(found, ([word]) => ({ word: word.replaceAll(/\s+/g, ' '), text }));
      });
    });
}
