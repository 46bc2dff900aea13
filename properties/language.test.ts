import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Place } from './banned-words.ts';
import { bannedWords } from './banned-words.ts';
import { countPlaceholders, proseOfMarkdown, shareOf } from './language.ts';
import type { SourceWords } from './source-words.ts';
import { finderOf, wordsOfSource } from './source-words.ts';

const root = join(import.meta.dirname, '..');

function pathsOf(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root, exclude: ['**/node_modules'] }).map((path) => path.replaceAll(sep, '/'));
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const documents = pathsOf('*.md', '{docs,bench,examples,postmortems,failure_modes}/**/*.md');
const sources = pathsOf('{src,properties,scripts,bench,examples,failure_modes}/**/*.ts').map((path) => {
  return { path, words: wordsOfSource(path, read(path)) };
});

/** Placeholder words in 100 words of prose, at most. */
const most = { document: 3, folder: 4 };

function shareOfAll(texts: readonly string[]): number {
  return shareOf(countPlaceholders(texts.join('\n')));
}

describe('placeholder words', () => {
  test('are counted in every spelling, and only as whole words', () => {
    const count = countPlaceholders(
      'Whoever asks is told nothing; no one says what it is. Whatsoever, items, someones.',
    );
    expect(count).toEqual({ words: 14, placeholders: 5 });
    expect(shareOf({ words: 0, placeholders: 0 })).toBe(0);
  });

  test('of a document are those outside of code, tables, quotes, comments and links', () => {
    const text = [
      'What `it` is: [one thing](what/one.md).',
      '```',
      'nobody',
      '```',
      '| whoever |',
      '> something',
      '<!-- such',
      'those --> Plain.',
    ].join('\n');
    expect(countPlaceholders(proseOfMarkdown(text))).toEqual({ words: 5, placeholders: 3 });
  });

  test('of a source file are those of its comments and of its messages, without SQL', () => {
    const source = [
      '/** Nobody knows `nothing`. */',
      "const what = { it: 'one', such: 'nothing was found here', sql: 'SELECT one FROM what WHERE it = 1' };",
      'const text = `it is ${what} that counts`; // whoever reads it',
    ].join('\n');
    const { prose } = wordsOfSource('a.ts', source);
    expect(prose.map((text) => countPlaceholders(text).placeholders)).toEqual([1, 2, 1, 1]);
  });

  test.each(documents)('are at most 3 in 100 words of %s', (path) => {
    expect(shareOfAll([proseOfMarkdown(read(path))])).toBeLessThanOrEqual(most.document);
  });

  test.each(pathsOf('src/*'))('are at most 4 in 100 words of the comments and messages of %s', (folder) => {
    const prose = sources.filter(({ path }) => path.startsWith(`${folder}/`)).flatMap(({ words }) => words.prose);
    expect(shareOfAll(prose)).toBeLessThanOrEqual(most.folder);
  });
});

const find = finderOf(bannedWords);

/** A file that reads earlier versions of a format, with the names of these versions. */
const readsEarlierVersions = /-versions\.ts$/;

/** The banned words in a place of all sources, each with its files. */
function bannedIn(place: Place, from: typeof sources): { readonly word: string; readonly at: string }[] {
  const current = from.filter(({ path }) => place !== 'identifiers' || !readsEarlierVersions.test(path));
  return current.flatMap(({ path, words }) =>
    find(place, words[place], path).map(({ word, text }) => ({ word, at: `${path}: ${text}` })),
  );
}

/** A source file with the words in this place. */
function sourceWith(place: Place, words: string): { readonly path: string; readonly source: string } {
  const [first = '', ...others] = words.split(' ');
  const name = first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const path = `src/overnight/${place === 'file names' ? `of-${words.replaceAll(' ', '-')}` : 'a'}.ts`;
  const sourceOf: Record<Place, string> = {
    identifiers: `const { ${name} } = all;`,
    'file names': '',
    verdicts: `interface Report { readonly verdict: 'holds' | '${words}' }`,
    prose: `/** The ${words} of a run. */`,
    titles: `test('a run with ${words} ends', () => {});`,
  };
  return { path, source: sourceOf[place] };
}

function foundIn(place: Place, words: string): string[] {
  const { path, source } = sourceWith(place, words);
  return find(place, wordsOfSource(path, source)[place], path).map(({ word }) => word);
}

describe('banned words', () => {
  const glossary =
    read('docs/reference/glossary.md').split('## Replaced words')[1]?.split('## Sentences')[0]?.toLowerCase() ?? '';

  describe.each(bannedWords)('$words', ({ words, allowed, where }) => {
    const all = words.split(', ');

    test.each(where)('are found in planted %s', (place) => {
      expect(all.filter((word) => !foundIn(place, word).includes(word))).toEqual([]);
    });

    test.each(allowed?.split(', ') ?? [])('are no offence in: %s', (phrase) => {
      expect(where.flatMap((place) => foundIn(place, phrase)).filter((word) => all.includes(word))).toEqual([]);
    });

    test('are a row of the glossary', () => {
      expect(glossary).toContain(all[0]);
    });
  });

  test('are found as whole words, with capitals, across lines and several times', () => {
    expect(find('prose', ['It was Put\n aside, inputs aside; retold'], 'src/a.ts').map(({ word }) => word)).toEqual([
      'put aside',
    ]);
    expect(find('identifiers', ['FALLSOnSystem', 'toldOTold', 'waterfalls'], 'a.ts').map(({ word }) => word)).toEqual([
      'falls',
      'told',
      'told',
    ]);
    expect(find('identifiers', ['laneOf', 'openLane'], 'src/report/timeline.ts')).toEqual([]);
    expect(find('identifiers', ['laneOf', 'openLane'], 'src/overnight/work.ts').map(({ word }) => word)).toEqual([
      'lane',
    ]);
  });

  test.each(['identifiers', 'file names', 'verdicts'] as const)('are in no %s', (place) => {
    expect(bannedIn(place, sources).map(({ word, at }) => `${word} in ${at}`)).toEqual([]);
  });

  test('are in no comment or message of src', () => {
    const inSrc = sources.filter(({ path }) => path.startsWith('src/'));
    expect(bannedIn('prose', inSrc).map(({ word, at }) => `${word} in ${at}`)).toEqual([]);
  });

  test('are in no document', () => {
    const found = documents.flatMap((path) =>
      find('prose', [proseOfMarkdown(read(path))], path).map(({ word }) => [path, word]),
    );
    expect(found).toEqual([]);
  });

  test('are in no title of a test', () => {
    expect(bannedIn('titles', sources).map(({ word, at }) => `${word} in ${at}`)).toEqual([]);
  });
});

/** The titles that are too long to be read at a glance. */
function longTitlesIn(from: readonly { readonly words: SourceWords }[]): string[] {
  return from.flatMap(({ words }) => words.titles).filter((title) => title.length > 80);
}

describe('titles of tests', () => {
  test('are found in every form, where they have more than 80 characters', () => {
    const [right, wrong] = [80, 81].map((length) => 'x'.repeat(length));
    const source = `test('${right}', f); test('${wrong}', f); it.each(rows)('${wrong}', f); describe(\`${wrong}\`, f);`;
    expect(longTitlesIn([{ words: wordsOfSource('a.ts', source) }])).toEqual([wrong, wrong, wrong]);
  });

  test('have at most 80 characters', () => {
    expect(longTitlesIn(sources)).toEqual([]);
  });
});
