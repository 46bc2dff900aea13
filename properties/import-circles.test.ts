import { describe, expect, test } from 'vitest';
import type { SourceFile } from './architecture.ts';
import { importCircles } from './import-circles.ts';

describe('an import circle is found', () => {
  /** One file for each name, which imports the files that stand behind it. */
  const filesOf = (imports: Readonly<Record<string, readonly string[]>>): SourceFile[] =>
    Object.entries(imports).map(([path, names]) => ({
      path: `src/${path}.ts`,
      source: names.map((name) => `import type { A } from '${name}.ts';`).join('\n'),
    }));

  test.each<[string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ['of two files', { 'a/one': ['./two'], 'a/two': ['./one'] }, ['src/a/one.ts', 'src/a/two.ts']],
    ['of a file and itself', { 'a/one': ['./one'] }, ['src/a/one.ts']],
    [
      'of three folders, reached from outside and past other imports',
      {
        out: ['./a/one'],
        'a/one': ['../d/four', '../b/two'],
        'b/two': ['../c/three'],
        'c/three': ['../a/one'],
        'd/four': [],
      },
      ['src/a/one.ts', 'src/b/two.ts', 'src/c/three.ts'],
    ],
  ])('%s', (_, imports, circle) => {
    expect(importCircles(filesOf(imports))).toEqual([circle]);
  });

  test('behind a file that is reached in two ways', () => {
    const imports = {
      one: ['./two', './three'],
      two: ['./four'],
      three: ['./four'],
      four: ['./five'],
      five: ['./four'],
    };
    expect(importCircles(filesOf(imports))).toEqual([['src/four.ts', 'src/five.ts']]);
  });

  test('and is none where a file is only reached in two ways', () => {
    expect(
      importCircles(filesOf({ one: ['./two', './three'], two: ['./three', './gone', 'immer'], three: [] })),
    ).toEqual([]);
  });
});
