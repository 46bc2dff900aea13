import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What `npm run lint` runs: a flag that is missing there is missing here. */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { lint: string } };
const [oxlint = '', ...flags] = scripts.lint.split(' ');

interface Finding {
  readonly filename: string;
  readonly code: string;
}

/** Lints these files where nobody else works, under our own configuration and at the paths that they would have here. */
async function lint(files: Readonly<Record<string, string>>): Promise<{ exitCode: number; findings: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-lint-'));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', '.gitignore', 'package.json']) {
      copyFileSync(join(root, name), join(folder, name));
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const { exitCode, output } = await run(folder);
    const report = JSON.parse(output) as { diagnostics: Finding[]; number_of_files: number };
    expect(report.number_of_files, 'a file that oxlint does not read cannot be red').toBe(Object.keys(files).length);
    return { exitCode, findings: report.diagnostics.map(({ filename, code }) => `${filename}: ${code}`) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(folder: string): Promise<{ exitCode: number; output: string }> {
  const command = join(root, 'node_modules/.bin', oxlint);
  try {
    const { stdout } = await promisify(execFile)(command, [...flags, '--format', 'json'], { cwd: folder });
    return { exitCode: 0, output: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: unknown; stdout: string };
    // A command that could not be started at all has a word for its code.
    if (typeof code !== 'number') throw error;
    return { exitCode: code, output: stdout };
  }
}

function propertyTest(body: string): string {
  return `import * as fc from 'fast-check';
import { test } from 'vitest';

const holds = fc.asyncProperty(fc.nat(), async (n) => (await Promise.resolve(n)) >= 0);

${body}
`;
}

/** One fault to a file, under the rule that has to name it. */
const planted: readonly (readonly [fault: string, rule: string, path: string, source: string])[] = [
  [
    'a property that nobody awaits',
    'typescript(no-floating-promises)',
    'properties/queue/floating.test.ts',
    propertyTest("test('a property', () => {\n  fc.assert(holds);\n});"),
  ],
  [
    'a property that is thrown away in so many words',
    'typescript(no-floating-promises)',
    'properties/queue/thrown-away.test.ts',
    propertyTest("test('a property', () => {\n  void fc.assert(holds);\n});"),
  ],
  [
    'a test that leaves out all others',
    'vitest(no-focused-tests)',
    'properties/queue/focused.test.ts',
    propertyTest("test.only('a property', async () => {\n  await fc.assert(holds);\n});"),
  ],
  [
    'any',
    'typescript(no-explicit-any)',
    'src/kernel/any.ts',
    'export function same(value: any): unknown {\n  return value;\n}\n',
  ],
  [
    'a model that asks the machine for the time',
    'eslint(no-restricted-globals)',
    'src/model/queue/now.ts',
    'export const nowMs: number = Date.now();\n',
  ],
  [
    'a model that asks for the time by a detour',
    'eslint(no-restricted-globals)',
    'src/model/queue/global-now.ts',
    'export const nowMs: number = global.Date.now();\n',
  ],
  [
    'a model that rolls dice',
    'eslint(no-restricted-properties)',
    'src/model/queue/random.ts',
    'export const share: number = Math.random();\n',
  ],
  [
    'a simulation that rolls dice of its own',
    'eslint(no-restricted-properties)',
    'src/lab/authority-simulation/simulation/random.ts',
    'export const share: number = Math.random();\n',
  ],
  [
    'a simulation that asks the machine for the time',
    'eslint(no-restricted-globals)',
    'src/lab/authority-simulation/simulation/now.ts',
    'export const nowMs: number = performance.now();\n',
  ],
  [
    'a model that knows its process',
    'eslint(no-restricted-globals)',
    'src/model/queue/process.ts',
    'export const id: number = process.pid;\n',
  ],
  [
    'a model that waits',
    'eslint(no-restricted-globals)',
    'src/model/queue/timer.ts',
    'export function wait(after: () => void): void {\n  setTimeout(after, 1);\n}\n',
  ],
];

/** What the planted files would be without their faults, in the same folders; and the clock where it belongs. */
const clean = {
  'properties/queue/awaited.test.ts': propertyTest("test('a property', async () => {\n  await fc.assert(holds);\n});"),
  'src/kernel/unknown.ts': 'export function same(value: unknown): unknown {\n  return value;\n}\n',
  'src/model/queue/largest.ts': 'export const share: number = Math.max(0, 1);\n',
  'src/cli/now.ts': 'export const nowMs: number = Date.now();\n',
};

test('the lint names the rule of each planted fault, and reports no clean file', async () => {
  const files = Object.fromEntries(planted.map(([, , path, source]) => [path, source]));
  const { exitCode, findings } = await lint({ ...files, ...clean });
  expect(exitCode).not.toBe(0);
  for (const [fault, rule, path] of planted) {
    expect(findings, fault).toContain(`${path}: ${rule}`);
  }
  expect(findings).toHaveLength(planted.length);
});

test('the lint is green where no fault is planted', async () => {
  expect(await lint(clean)).toEqual({ exitCode: 0, findings: [] });
});
