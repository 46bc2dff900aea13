import { describe, expect, test } from 'vitest';
import { importsOf } from './architecture.ts';

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
