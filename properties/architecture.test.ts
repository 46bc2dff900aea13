import { globSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forbiddenImports, importsOf, namedSubjects, table, valuesInAlphabet } from './architecture.ts';
import type { SourceFile } from './architecture.ts';
import { importCircles } from './import-circles.ts';

const root = join(import.meta.dirname, '..');

/** Every file of these folders that Node could load. */
function filesIn(folders: string): readonly SourceFile[] {
  return globSync(`${folders}/**/*.{ts,mts,cts,js,mjs,cjs}`, { cwd: root }).map((path) => ({
    path: path.replaceAll(sep, '/'),
    source: readFileSync(join(root, path), 'utf8'),
  }));
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

/** Per row of the table, in its order: a file, what it may not import, and what it may. */
const planted: readonly {
  readonly row: string;
  readonly path: string;
  readonly forbidden: readonly string[];
  readonly legal: readonly string[];
}[] = [
  {
    row: 'src/index.ts',
    path: 'src/index.ts',
    forbidden: ['./model/queue/model.ts', './real/queue/queue.ts', './cli/main.ts', 'immer', 'node:fs'],
    legal: [
      './check/check.ts',
      './alphabets/queue.ts',
      './subjects/queue/subject.ts',
      './explore/explore.ts',
      './overnight/rounds.ts',
    ],
  },
  {
    row: 'src/kernel',
    path: 'src/kernel/planted.ts',
    forbidden: ['../check/check.ts', '../index.ts', 'immer', 'node:crypto', '../../properties/queue/worlds.ts'],
    legal: ['./json.ts', '../kernel/model.ts'],
  },
  {
    row: 'src/alphabets',
    path: 'src/alphabets/planted.ts',
    forbidden: ['../model/queue/state.ts', '../real/queue/rules.ts', '../subjects/queue/scopes.ts', 'immer', 'node:fs'],
    legal: ['./queue.ts', '../kernel/json.ts'],
  },
  {
    row: 'src/model/*',
    path: 'src/model/queue/planted.ts',
    forbidden: ['../booking/state.ts', '../../real/queue/commands.ts', '../shared.ts', 'node:crypto', 'fast-check'],
    legal: ['./state.ts', '../queue/state.ts', '../../alphabets/queue.ts', '../../kernel/model.ts', 'immer'],
  },
  {
    row: 'src/real/database',
    path: 'src/real/database/planted.ts',
    forbidden: ['../queue/schema.ts', '../../model/queue/state.ts', 'immer'],
    legal: ['./sqlite.ts', '../clock.ts', '../../kernel/model.ts', 'node:sqlite', 'pg'],
  },
  {
    row: 'src/real/network',
    path: 'src/real/network/planted.ts',
    forbidden: ['../authority/view.ts', '../../model/authority/messages.ts', 'immer'],
    legal: ['./network.ts', '../failpoints.ts', '../../kernel/json.ts', 'node:events', 'zod'],
  },
  {
    row: 'src/real/clock.ts',
    path: 'src/real/clock.ts',
    forbidden: ['./queue/context.ts', '../model/queue/rules.ts', '../check/check.ts'],
    legal: ['./failpoints.ts', '../kernel/model.ts', 'node:timers'],
  },
  {
    row: 'src/real/failpoints.ts',
    path: 'src/real/failpoints.ts',
    forbidden: ['./queue/commands.ts', '../model/queue/commands.ts', '../subjects/queue/subject.ts'],
    legal: ['./database/sqlite.ts', '../kernel/model.ts', 'node:process'],
  },
  {
    row: 'src/real/*',
    path: 'src/real/queue/planted.ts',
    forbidden: [
      '../../model/queue/state.ts',
      '../booking/schema.ts',
      '../../subjects/queue/subject.ts',
      'immer',
      'pg-boss',
    ],
    legal: [
      './schema.ts',
      '../../alphabets/queue.ts',
      '../database/sqlite.ts',
      '../network/network.ts',
      '../clock.ts',
      '../failpoints.ts',
      'pg',
    ],
  },
  {
    row: 'src/subjects',
    path: 'src/subjects/planted.ts',
    forbidden: ['../check/check.ts', '../cli/main.ts', '../corpus/failure-modes.ts', 'immer', 'node:path'],
    legal: [
      './queue/subject.ts',
      '../alphabets/queue.ts',
      '../kernel/subject.ts',
      '../model/queue/model.ts',
      '../real/queue/queue.ts',
    ],
  },
  {
    row: 'src/explore',
    path: 'src/explore/planted.ts',
    forbidden: [
      '../subjects/queue/subject.ts',
      '../minimise/minimise.ts',
      '../model/queue/model.ts',
      'fast-check',
      '../alphabets/queue.ts',
    ],
    legal: ['./frontier.ts', '../kernel/fingerprint.ts', 'immer', 'node:worker_threads'],
  },
  {
    row: 'src/minimise',
    path: 'src/minimise/planted.ts',
    forbidden: ['../check/lockstep.ts', '../subjects/index.ts', 'fast-check', 'node:fs'],
    legal: ['./falls.ts', '../kernel/execute.ts', '../explore/explore.ts', 'immer'],
  },
  {
    row: 'src/corpus',
    path: 'src/corpus/planted.ts',
    forbidden: ['../check/check.ts', '../../failure_modes/FM_001_duplicate_retry/scenario.ts', 'immer'],
    legal: ['./failure-modes.ts', '../kernel/json.ts', 'node:fs/promises', 'zod', 'oxfmt'],
  },
  {
    row: 'src/report',
    path: 'src/report/planted.ts',
    forbidden: ['../subjects/queue/narration.ts', '../corpus/failure-modes.ts', 'zod'],
    legal: ['./table.ts', '../kernel/violation.ts', 'node:util'],
  },
  {
    row: 'src/lab/authority-simulation/simulation',
    path: 'src/lab/authority-simulation/simulation/planted.ts',
    forbidden: [
      '../../../model/authority/rules.ts',
      '../../../real/authority/authority.ts',
      '../../../subjects/authority/subject.ts',
      '../simulate.ts',
      '../../../report/table.ts',
      'fast-check',
      'node:fs',
    ],
    legal: ['./settings.ts', '../../../kernel/breath.ts', 'pure-rand/generator/xoroshiro128plus', 'flatqueue'],
  },
  {
    row: 'src/check',
    path: 'src/check/planted.ts',
    forbidden: [
      '../model/queue/state.ts',
      '../subjects/queue/subject.ts',
      '../report/table.ts',
      '../overnight/job.ts',
      '../cli/exit.ts',
      'zod',
    ],
    legal: ['./lockstep.ts', '../explore/explore.ts', '../corpus/failure-modes.ts', 'fast-check', 'immer', 'node:fs'],
  },
  {
    row: 'src/overnight',
    path: 'src/overnight/planted.ts',
    forbidden: ['../subjects/index.ts', '../real/queue/queue.ts', '../report/table.ts', '../../bench/check.ts'],
    legal: ['./rounds.ts', '../check/check.ts', '../explore/explore.ts', '../corpus/failure-modes.ts', 'node:os'],
  },
  {
    row: 'src/vitest',
    path: 'src/vitest/planted.ts',
    forbidden: [
      '../model/queue/model.ts',
      '../real/queue/queue.ts',
      '../../properties/queue/worlds.ts',
      '../../failure_modes/FM_001_duplicate_retry/scenario.ts',
    ],
    legal: ['./repro.ts', '../subjects/index.ts', '../check/run.ts', '../corpus/trace.ts', 'vitest'],
  },
  {
    row: 'src/cli',
    path: 'src/cli/planted.ts',
    forbidden: [
      '../model/queue/rules.ts',
      '../real/queue/queue.ts',
      '../lab/isolation-matrix/matrix.ts',
      '../../properties/queue/worlds.ts',
      '../../failure_modes/FM_001_duplicate_retry/scenario.ts',
      '../../bench/check.ts',
      '../../examples/counter/subject.ts',
      '../../scripts/planted.ts',
    ],
    legal: ['./exit.ts', '../subjects/index.ts', '../overnight/rounds.ts', '../index.ts', 'commander', 'node:fs'],
  },
  {
    row: 'src/lab',
    path: 'src/lab/isolation-matrix/planted.ts',
    forbidden: ['../../../properties/queue/worlds.ts', '../../../bench/check.ts', '../../../scripts/mutants.ts'],
    legal: ['../main.ts', '../../check/check.ts', '../../model/queue/rules.ts', '../../real/queue/queue.ts', 'zod'],
  },
  {
    row: 'failure_modes/FM_*',
    path: 'failure_modes/FM_001_duplicate_retry/tests/planted.test.ts',
    forbidden: ['../../FM_002_stale_token/scenario.ts'],
    legal: ['../scenario.ts', '../../../src/model/queue/model.ts', '../../neighbourhood.ts', 'vitest', 'node:fs'],
  },
];

describe('the table', () => {
  test('each of its rows has planted imports, forbidden ones and legal ones', () => {
    expect(planted.map(({ row }) => row)).toEqual(table.map(({ folder }) => folder));
    expect(planted.filter(({ forbidden, legal }) => forbidden.length === 0 || legal.length === 0)).toEqual([]);
  });

  const forbidden = planted.flatMap(({ path, forbidden: specifiers }) =>
    specifiers.map((name) => [path, name] as const),
  );
  test.each(forbidden)('%s may not import %s, be it a value or a type', (path, specifier) => {
    for (const source of [
      `import { planted } from '${specifier}';`,
      `import type { Planted } from '${specifier}';`,
      `export * from '${specifier}';`,
      `export type { Planted } from '${specifier}';`,
      `export const planted: unknown = await import('${specifier}');`,
    ]) {
      expect(forbiddenImports({ path, source }), source).toHaveLength(1);
    }
  });

  const legal = planted.flatMap(({ path, legal: specifiers }) => specifiers.map((name) => [path, name] as const));
  test.each(legal)('%s may import %s', (path, specifier) => {
    expect(forbiddenImports({ path, source: `import { planted } from '${specifier}';` })).toEqual([]);
  });

  test('a finding names the file, what it imports and whose folder may not', () => {
    const source = "import { jobOf } from '../../model/queue/rules.ts';";
    expect(forbiddenImports({ path: 'src/real/queue/planted.ts', source })).toEqual([
      'src/real/queue/planted.ts: imports src/model/queue/rules.ts, which src/real/queue may not',
    ]);
  });

  test('each forbidden import of a file is a finding of its own', () => {
    const source = "import 'immer';\nimport './json.ts';\nimport 'zod';";
    expect(forbiddenImports({ path: 'src/kernel/planted.ts', source })).toHaveLength(2);
  });

  test('a folder whose name only begins like an allowed one is not allowed', () => {
    const source = "import '../kernels/json.ts'; import 'immers';";
    expect(forbiddenImports({ path: 'src/minimise/planted.ts', source })).toHaveLength(2);
  });

  test('a way round through other folders ends where it ends', () => {
    const source = "import '../kernel/../model/queue/state.ts';";
    expect(forbiddenImports({ path: 'src/check/planted.ts', source })).toHaveLength(1);
  });

  test('only the corpus, and threads and processes with a model, import computed paths', () => {
    const source = 'await import(path);';
    const allowed = planted.filter(({ path }) => forbiddenImports({ path, source }).length === 0).map(({ row }) => row);
    expect(allowed).toEqual(['src/explore', 'src/corpus', 'src/overnight']);
  });

  test('no folder of src but the laboratory imports the laboratory', () => {
    const folders = planted.map(({ path }) => path).filter((path) => /^src\/(?!lab\/)/.test(path));
    expect(folders.length).toBeGreaterThan(10);
    for (const path of folders) {
      const source = `import '${posix.relative(posix.dirname(path), 'src/lab/isolation-matrix/matrix.ts')}';`;
      expect(forbiddenImports({ path, source: source.replace("'lab", "'./lab") }), path).toHaveLength(1);
    }
  });

  test('a folder of src without a row is no way out', () => {
    expect(forbiddenImports({ path: 'src/helpers/json.ts', source: '' })).toEqual([
      'src/helpers/json.ts: lies in no folder of the table in properties/architecture.ts',
    ]);
  });
});

describe('the reader of imports', () => {
  test.each([
    ['a static import', "import { a } from 'x';"],
    ['a default import', "import a from 'x';"],
    ['a namespace import', "import * as a from 'x';"],
    ['an import without spaces', "import{a}from'x';"],
    ['double quotes', 'import { a } from "x";'],
    ['many lines', "import {\n  a,\n  type B,\n} from\n  'x';"],
    ['a comment in the midst', "import { a /* from 'y' */ } from // 'z'\n  'x';"],
    ['import type', "import type { A } from 'x';"],
    ['import type of many lines', "import type {\n  A,\n  B,\n} from 'x';"],
    ['a type among values', "import { type A, b } from 'x';"],
    ['nothing but a type', "import { type A } from 'x';"],
    ['a side effect', "import 'x';"],
    ['attributes', "import a from 'x' with { type: 'json' };"],
    ['export star', "export * from 'x';"],
    ['export star as', "export * as a from 'x';"],
    ['a re-export', "export { a } from 'x';"],
    ['a re-exported type', "export type { A } from 'x';"],
    ['export type star', "export type * from 'x';"],
    ['a dynamic import', "const a = await import('x');"],
    ['a dynamic import in a template', "const a = `${await import('x')}`;"],
    ['a dynamic import of a template without holes', 'await import(`x`);'],
    ['a dynamic import with a comment', "await import(/* the oracle */ 'x');"],
    ['a type imported in place', "let a: import('x').A;"],
    ['the type of a module', "let a: typeof import('x');"],
    ['import equals', "import a = require('x');"],
    ['a thread’s module', "new Worker(new URL('x.ts', import.meta.url));"],
  ])('sees %s', (_, source) => {
    expect(importsOf('planted.ts', source)).toEqual([source.includes('x.ts') ? 'x.ts' : 'x']);
  });

  test.each([
    ['a name', 'await import(path);'],
    ['a sum', "await import('./x' + '.ts');"],
    ['a template with a hole', 'await import(`./${name}.ts`);'],
  ])('tells a dynamic import of %s from a literal', (_, source) => {
    expect(importsOf('planted.ts', source)).toEqual(['a computed path']);
  });

  test.each([
    ['a line comment', "// import { a } from 'x';"],
    ['a block comment', "/* import { a } from 'x'; */"],
    ['a docstring', "/**\n * import { a } from 'x';\n */\nconst a = 1;"],
    ['a string', 'const a = "import { a } from \'x\'";'],
    ['a template', "const a = `import('x')\nexport * from 'y';`;"],
    ['a regular expression', "const a = /import 'x'/;"],
    ['an export from here', 'const a = 1;\nexport { a };'],
    ['a property called import', "a.import('x'); a.from('y');"],
    ['a file to read', "new URL('./x.json', import.meta.url);"],
    ['a URL of elsewhere', "new URL('./x.ts', base);"],
  ])('does not mistake %s for an import', (_, source) => {
    expect(importsOf('planted.ts', source)).toEqual([]);
  });

  test('reads on after a comment’s end that stands in a string', () => {
    const source = "const a = '/*';\nimport b from 'x';\nconst c = '*/'; // 'http://y'\nexport * from 'z';";
    expect(importsOf('planted.ts', source)).toEqual(['x', 'z']);
  });

  test('a file that cannot be read is an error, and not a file without imports', () => {
    expect(() => importsOf('planted.ts', "import { a from 'x';")).toThrow(/Parse failed/);
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
