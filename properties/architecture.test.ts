import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forbiddenImports, importsOf, namedSubjects, valuesInAlphabet } from './architecture.ts';
import type { SourceFile } from './architecture.ts';
import { importCircles } from './import-circles.ts';

const root = join(import.meta.dirname, '..');

/** Every file of these folders that Node could load. */
function filesIn(folders: string): readonly SourceFile[] {
  return globSync(`${folders}/**/*.{ts,mts,cts,js,mjs,cjs}`, { cwd: root, exclude: ['**/node_modules'] }).map(
    (path) => ({
      path: path.replaceAll(sep, '/'),
      source: readFileSync(join(root, path), 'utf8'),
    }),
  );
}

/** The folders that the table rules. */
const files = filesIn('{src,failure_modes}');

describe('the tree', () => {
  test('more than 30 files and 100 imports are read, so that no empty reading passes', () => {
    expect(files.filter(({ path }) => path.startsWith('src/')).length).toBeGreaterThan(30);
    expect(files.some(({ path }) => path.startsWith('failure_modes/FM_'))).toBe(true);
    expect(files.flatMap(({ path, source }) => importsOf(path, source)).length).toBeGreaterThan(100);
  });

  test('no file imports what the table does not allow its folder', () => {
    expect(files.flatMap(forbiddenImports)).toEqual([]);
  });

  test('the engines name no subject', () => {
    expect(files.flatMap(namedSubjects)).toEqual([]);
  });

  test('has no import circle, type imports included', () => {
    expect(importCircles([...files, ...filesIn('{properties,bench,examples,scripts,bin}')])).toEqual([]);
  });

  test('the alphabets hold types only', () => {
    expect(files.filter(({ path }) => path.startsWith('src/alphabets/'))).not.toEqual([]);
    expect(files.flatMap(valuesInAlphabet)).toEqual([]);
  });
});

describe('an alphabet', () => {
  test.each([
    ['a constant', 'export const leaseMs = 30_000;'],
    ['a function', 'export function isLive(): boolean { return true; }'],
    ['a constant that is not exported', 'const leaseMs = 30_000;'],
    ['an enum', 'export enum Status { queued }'],
    ['a class', 'export class Job {}'],
    ['the import of a value', "import { sameJson } from '../kernel/json.ts';"],
    ['a value of another file', "export { sameJson } from '../kernel/json.ts';"],
    ['every value of another file', "export * from '../kernel/json.ts';"],
    ['a default value', 'export default 30_000;'],
    ['a side effect', "import '../kernel/json.ts';"],
  ])('may not hold %s', (_, source) => {
    expect(valuesInAlphabet({ path: 'src/alphabets/planted.ts', source: `type A = 1;\n${source}` })).toEqual([
      'src/alphabets/planted.ts:2: an alphabet holds types only',
    ]);
  });

  test('may hold types, and the import of types', () => {
    const source =
      "import type { Json } from '../kernel/json.ts';\ninterface A { at: Json }\nexport interface B extends A {}\nexport type C = A | B;\nexport type { Json };";
    expect(valuesInAlphabet({ path: 'src/alphabets/planted.ts', source })).toEqual([]);
  });
});

describe('the engines’ words', () => {
  test.each(['kernel', 'check', 'minimise', 'explore', 'report', 'corpus', 'overnight'])(
    'a subject named in src/%s is found',
    (engine) => {
      const source = "// No queue here.\nexport const subjects = ['a Booking'];\n";
      expect(namedSubjects({ path: `src/${engine}/planted.ts`, source })).toEqual([
        `src/${engine}/planted.ts:2: says 'a Booking', and an engine knows no subject`,
      ]);
    },
  );

  test.each([
    ['a name', 'const queueState = 1;'],
    ['a type', 'interface QueueState { at: number }'],
    ['a property', 'state.authority;'],
    ['a string', "const a = 'BOOKING';"],
    ['a template', 'const a = `the ${b} queue`;'],
    ['a regular expression', 'const a = /queue/;'],
    ['an import', "import './queue.ts';"],
  ])('a subject is found in %s', (_, source) => {
    expect(namedSubjects({ path: 'src/check/planted.ts', source })).toHaveLength(1);
  });

  test('a subject is found in a file’s name', () => {
    expect(namedSubjects({ path: 'src/report/queue-timeline.ts', source: '' })).toHaveLength(1);
  });

  test('a comment may name a subject as an example', () => {
    const source = '/** Such as a queue. */\nconst a = 1; // or a booking /* or an authority */\n';
    expect(namedSubjects({ path: 'src/check/planted.ts', source })).toEqual([]);
  });

  test.each(['model/queue', 'real/queue', 'subjects', 'cli'])('src/%s may name its subjects', (folder) => {
    expect(namedSubjects({ path: `src/${folder}/planted.ts`, source: 'const queue = 1;' })).toEqual([]);
  });
});
