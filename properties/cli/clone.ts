import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { TestRun } from '../../src/corpus/promoted/run-tests.ts';
import { runTests } from '../../src/corpus/promoted/run-tests.ts';
import type { Ended } from './faultbook.ts';
import { runFaultbook } from './faultbook.ts';

/** The project itself. */
export const here: string = join(import.meta.dirname, '../..');
const clones: string[] = [];
afterAll(() => {
  for (const root of clones) rmSync(root, { recursive: true });
});

/** A copy of the project with one failure mode, to be written to. */
export function clone(): string {
  const root = cloneOfData();
  for (const path of ['src', 'bin']) cpSync(join(here, path), join(root, path), { recursive: true });
  return root;
}

/** The same, for code of this project that writes to another clone: the code there is the code of this project. */
export function cloneWithThisCode(): string {
  const root = cloneOfData();
  symlinkSync(join(here, 'src'), join(root, 'src'), 'junction');
  return root;
}

function cloneOfData(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-clone-')));
  clones.push(root);
  for (const path of ['docs', 'failure_modes', 'package.json', 'tsconfig.json', '.gitignore']) {
    cpSync(join(here, path), join(root, path), { recursive: true, filter: (from) => !/FM_(?!001)/.test(from) });
  }
  for (const path of ['.oxfmtrc.json', '.oxlintrc.json', 'knip.json']) cpSync(join(here, path), join(root, path));
  symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'), 'junction');
  return root;
}

/** Runs the command line of a clone, in it. */
export function run(root: string, args: string, interruptAt?: (reported: string) => boolean): Promise<Ended> {
  return runFaultbook(args.split(' '), { cwd: root, root, ...(interruptAt && { interruptAt }) });
}

/** Lets a check find something in a clone, and gives the trace that it kept. */
export async function findIn(root: string, args: string): Promise<string> {
  await run(root, `check queue ${args}`);
  const [file = 'none'] = readdirSync(join(root, 'counterexamples'));
  return join('counterexamples', file);
}

/** Replaces a piece of a file of the clone that has to be there. */
export function alter(root: string, path: string, part: string, other: string): void {
  const source = readFileSync(join(root, path), 'utf8');
  expect(source).toContain(part);
  writeFileSync(join(root, path), source.replaceAll(part, other));
}

/** Runs the tests of a folder. */
export function testsIn(folder: string): Promise<TestRun> {
  return runTests(folder);
}
