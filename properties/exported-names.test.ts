import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from './architecture.ts';
import { promisesOf, sharedNames } from './exported-names.ts';

const root = join(import.meta.dirname, '..');

const files: readonly SourceFile[] = globSync('src/**/*.ts', { cwd: root }).map((path) => ({
  path: path.replaceAll(sep, '/'),
  source: readFileSync(join(root, path), 'utf8'),
}));

describe('in src', () => {
  test('no exported name is declared in two files', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(sharedNames(files)).toEqual([]);
  });

  test('no function whose name ends in Of returns a promise', () => {
    expect(files.flatMap(promisesOf)).toEqual([]);
  });
});

describe('a name that two files export', () => {
  const declared = (path: string, source = 'export const leaseMs = 30_000;'): SourceFile => ({
    path: `src/${path}.ts`,
    source,
  });

  test.each([
    ['a constant', 'export const leaseMs = 1;'],
    ['one of several constants', 'export const a = 1, leaseMs = 2;'],
    ['a function', 'export function leaseMs(): void {}'],
    ['a function without a promise', 'export async function leaseMs(): Promise<void> {}'],
    ['a class', 'export class leaseMs {}'],
    ['an interface', 'export interface leaseMs {}'],
    ['a type', 'export type leaseMs = number;'],
  ])('is found where it is %s', (_, source) => {
    expect(sharedNames([declared('kernel/json'), declared('check/run', source)])).toEqual([
      'leaseMs is declared in src/kernel/json.ts, src/check/run.ts',
    ]);
  });

  test.each([
    ['the models of two subjects', 'model/queue/rules', 'model/booking/rules'],
    ['a model and the real side of another subject', 'model/queue/rules', 'real/booking/rules'],
    ['two databases of different subjects', 'real/queue/sqlite/view', 'real/booking/postgres/view'],
    ['a store and the rest of its real side', 'real/queue/sqlite/view', 'real/queue/view'],
    ['an alphabet and a model', 'alphabets/queue', 'model/queue/state'],
    ['two files of a folder', 'kernel/json', 'kernel/model'],
  ])('is found in %s', (_, one, other) => {
    expect(sharedNames([declared(one), declared(other)])).toHaveLength(1);
    expect(sharedNames([declared(other), declared(one)])).toHaveLength(1);
  });

  test('is found where a third file is no twin of the first two', () => {
    const paths = ['model/queue/rules', 'real/queue/rules', 'kernel/lease'];
    expect(sharedNames(paths.map((path) => declared(path)))).toHaveLength(1);
  });

  test.each([
    ['the model and the real side of a subject', ['model/queue/rules', 'real/queue/rules']],
    ['the stores of a subject', ['real/queue/sqlite/view', 'real/queue/postgres/view']],
    ['a model and the stores of its subject', ['model/queue/a', 'real/queue/sqlite/a', 'real/queue/postgres/a']],
    ['an engine and the laboratory', ['kernel/json', 'lab/authority-simulation/settings']],
  ])('is no finding in %s', (_, paths) => {
    expect(sharedNames(paths.map((path) => declared(path)))).toEqual([]);
  });

  test('is no finding where one file only passes it on, or keeps it to itself', () => {
    const others = ["export { leaseMs } from './json.ts';", 'const leaseMs = 1;', 'export const a = { leaseMs: 1 };'];
    expect(sharedNames([declared('kernel/json'), ...others.map((source, at) => declared(`a/${at}`, source))])).toEqual(
      [],
    );
  });
});

describe('a function whose name ends in Of', () => {
  test.each([
    ['a function', 'export async function graphOf() {}'],
    ['a function that is not exported', 'async function graphOf() {}'],
    ['a function that passes a promise on', 'function graphOf(): Promise<void> { return run(); }'],
    ['an arrow function', 'const graphOf = async () => {};'],
    ['an arrow function that passes a promise on', 'const graphOf = (): Promise<void> => run();'],
    ['a method of an interface', 'interface A { graphOf(state: number): Promise<void> }'],
    ['a method of an object', 'const a = { async graphOf() {} };'],
    ['a property of an object', 'const a = { graphOf: async () => {} };'],
  ])('is found where it returns a promise: %s', (_, source) => {
    expect(promisesOf({ path: 'src/planted.ts', source: `\n${source}` })).toEqual([
      'src/planted.ts:2: graphOf returns a promise, and is not named by what it does',
    ]);
  });

  test.each([
    'function graphOf(): Graph { return graph; }',
    'async function explore(): Promise<void> {}',
    'function graphOf(): () => Promise<void> { return explore; }',
    'const a = { graphOf: 1 };',
  ])('is no finding in %s', (source) => {
    expect(promisesOf({ path: 'src/planted.ts', source })).toEqual([]);
  });
});
