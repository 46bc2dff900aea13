import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from './architecture.ts';
import { deadLinks, deadPaths } from './markdown-paths.ts';

const root = join(import.meta.dirname, '..');

const documents: readonly SourceFile[] = globSync(
  '{*.md,{docs,failure_modes,examples,postmortems,monitoring}/**/*.md}',
  {
    cwd: root,
  },
).map((path) => ({ path: path.replaceAll(sep, '/'), source: readFileSync(join(root, path), 'utf8') }));

function exists(path: string): boolean {
  return globSync(path, { cwd: root }).length > 0;
}

describe('the documents', () => {
  test('name many paths of the tree, so that an empty reading cannot pass', () => {
    expect(documents.flatMap((document) => deadPaths(document, () => false)).length).toBeGreaterThan(100);
  });

  test('name no path that does not exist', () => {
    expect(documents.flatMap((document) => deadPaths(document, exists))).toEqual([]);
  });

  test('have many links, so that an empty reading cannot pass', () => {
    expect(documents.flatMap((document) => deadLinks(document, () => false)).length).toBeGreaterThan(100);
  });

  test('link to no file that does not exist', () => {
    expect(documents.flatMap((document) => deadLinks(document, exists))).toEqual([]);
  });
});

describe('a path in a document', () => {
  test.each([
    ['a file', '`src/kernel/gone.ts`', 'src/kernel/gone.ts'],
    ['a line of a file', '`src/gone.ts:12`', 'src/gone.ts'],
    ['a folder', '`properties/gone/`', 'properties/gone'],
    ['several files', '`scripts/*.rb`', 'scripts/*.rb'],
    ['the target of a link', '[the rules](docs/gone.md#rules)', 'docs/gone.md'],
    ['a part of a command', '`node bench/gone.ts --runs 3`', 'bench/gone.ts'],
    ['the beginning of the name of a file', '`src/kernel/json.t.ts`', 'src/kernel/json.t.ts'],
  ])('is dead where the tree does not have %s', (_, text, path) => {
    expect(
      deadPaths(
        { path: 'docs/explanation/planted.md', source: `# Planted\n\nSee \`src/kernel/json.ts\`, ${text}.` },
        exists,
      ),
    ).toEqual([`docs/explanation/planted.md:3: names ${path}, which does not exist`]);
  });

  test.each([
    ['a file', '`src/kernel/json.ts`'],
    ['a line of a file', '`src/kernel/json.ts:12`'],
    ['a folder', '`properties/kernel/`'],
    ['several files', '`src/kernel/*.ts`'],
    ['the beginning of the names of tests', '`npx vitest run properties/kernel/js`'],
    ['a file of the reader', '`spec/gone.ts`'],
    ['a path below another folder', '`my-app/src/gone.ts`'],
  ])('is alive where it is %s', (_, text) => {
    expect(deadPaths({ path: 'docs/explanation/planted.md', source: `See ${text}.` }, exists)).toEqual([]);
  });
});

test.each([
  [
    '[the scope](00_scope.md)',
    'docs/guide/page.md',
    ['docs/guide/page.md:1: links to 00_scope.md, which does not exist'],
  ],
  ['[the scope](../00_scope.md#limits)', 'docs/guide/page.md', []],
  ['queue[type](holding)', 'docs/guide/page.md', []],
  ['[the site](https://example.com/gone.md)', 'docs/guide/page.md', []],
])('a link leads there from the folder of its document: %s', (source, path, dead) => {
  expect(deadLinks({ path, source }, exists)).toEqual(dead);
});
