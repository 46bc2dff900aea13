import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-test-')));
afterAll(() => rmSync(folder, { recursive: true }));

const enums = `import { Kind } from './kind.ts'; export const value = Kind.Second;`;
const decorators = `function mark(one: any, _context: any) { return one; } @mark class Marked {} export const value = Marked.name;`;
const aliases = `import { Kind } from '@lib/kind.ts'; export const value = Kind.Second;`;

/** A project with these modules, each named after its syntax, and with these packages. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string>> = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./*"] } } }',
    'kind.ts': 'export enum Kind { First, Second }',
    'enums.ts': enums,
    'decorators.ts': decorators,
    'aliases.ts': aliases,
    'missing.ts': `import './nowhere.ts';`,
    'throws.ts': `throw new Error('no such table');`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
  return join(folder, name);
}

/** What importing these modules gives in a Node of its own, one after the other: a loader changes how all are loaded. */
function importing(paths: readonly string[]): readonly string[] {
  const script = `
    import { importModule } from '${pathToFileURL(join(root, 'src/explore/import-module.ts')).href}';
    const all = [];
    for (const url of process.argv.slice(1))
      all.push(await importModule(url).then(({ value }) => String(value), ({ message }) => message));
    console.log(JSON.stringify(all));`;
  const args = ['--no-warnings', '--input-type=module', '--eval', script];
  const urls = paths.map((path) => pathToFileURL(path).href);
  return JSON.parse(execFileSync(process.execPath, [...args, ...urls], { encoding: 'utf8' })) as string[];
}

test('TypeScript that Node cannot strip is loaded by the loader that a project has', () => {
  const none = project('none', {});
  const withJiti = project('with-jiti', {});
  mkdirSync(join(withJiti, 'node_modules'));
  symlinkSync(join(root, 'node_modules/jiti'), join(withJiti, 'node_modules/jiti'), 'junction');
  const commonJs = project('common-js', { 'package.json': '{ "type": "commonjs" }', 'enums.ts': enums });
  const advice = 'Faultbook loads such files by tsx or jiti: npm install --save-dev tsx';
  const results = importing([
    join(none, 'enums.ts'),
    join(none, 'decorators.ts'),
    join(none, 'aliases.ts'),
    join(none, 'missing.ts'),
    join(none, 'throws.ts'),
    join(commonJs, 'enums.ts'),
    join(withJiti, 'enums.ts'),
    join(withJiti, 'decorators.ts'),
    join(withJiti, 'aliases.ts'),
    join(withJiti, 'throws.ts'),
  ]);
  expect(results).toEqual([
    `TypeScript enum is not supported in strip-only mode: ${advice}`,
    `Invalid or unexpected token: ${advice}`,
    expect.stringMatching(new RegExp(`^Cannot find package '@lib/kind.ts' imported from .*: ${advice}$`)),
    expect.stringMatching(/^Cannot find module .*nowhere\.ts' imported from .*missing\.ts$/),
    'no such table',
    expect.stringMatching(/: set "type": "module" in package\.json, or give the file the ending \.mts or \.mjs$/),
    '1',
    'Marked',
    '1',
    'no such table',
  ]);
});

test('tsx comes before jiti, and loads what a module imports as well', () => {
  // Stands for tsx: it turns the types of TypeScript into code.
  const hook = `
    import { registerHooks, stripTypeScriptTypes } from 'node:module';
    registerHooks({
      load(url, context, next) {
        if (!url.endsWith('.ts')) return next(url, context);
        const { source } = next(url, { ...context, format: 'module' });
        return { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(String(source), { mode: 'transform' }) };
      },
    });`;
  const withTsx = project('with-tsx', {
    'node_modules/tsx/package.json': '{ "type": "module", "exports": { "./esm": "./esm.js" } }',
    'node_modules/tsx/esm.js': hook,
    'node_modules/jiti/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/jiti/index.js': `throw new Error('jiti was loaded');`,
  });
  expect(importing([join(withTsx, 'enums.ts')])).toEqual(['1']);
});
