import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countPlaceholders, proseOfMarkdown, proseOfSource, shareOf } from './language.ts';

const root = join(import.meta.dirname, '..');

function pathsOf(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root }).map((path) => path.replaceAll(sep, '/'));
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

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

  test('of a source file are those of its comments and of its messages', () => {
    const source = [
      '/** Nobody knows `nothing`. */',
      "const what = { it: 'one', such: 'nothing was found here' };",
      'const text = `it is ${what} that counts`; // whoever reads it',
    ].join('\n');
    expect(proseOfSource('a.ts', source).map((text) => countPlaceholders(text).placeholders)).toEqual([1, 2, 1, 1]);
  });

  test.each(pathsOf('*.md', '{docs,bench,examples,postmortems,failure_modes}/**/*.md'))(
    'are at most 3 in 100 words of %s',
    (path) => {
      expect(shareOfAll([proseOfMarkdown(read(path))])).toBeLessThanOrEqual(most.document);
    },
  );

  test.each(pathsOf('src/*'))('are at most 4 in 100 words of the comments and messages of %s', (folder) => {
    const files = pathsOf(`${folder}/**/*.ts`);
    const prose = files.flatMap((path) => proseOfSource(path, read(path)));
    expect(shareOfAll(prose)).toBeLessThanOrEqual(most.folder);
  });
});
