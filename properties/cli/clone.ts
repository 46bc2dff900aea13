import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The project itself. */
export const here: string = join(import.meta.dirname, '../..');
const clones: string[] = [];
afterAll(() => {
  for (const root of clones) rmSync(root, { recursive: true });
});

/** A copy of the project with one failure mode, to be written to. */
export function clone(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-clone-')));
  clones.push(root);
  for (const path of ['src', 'bin', 'docs', 'failure_modes', 'package.json', 'tsconfig.json', '.gitignore']) {
    cpSync(join(here, path), join(root, path), { recursive: true, filter: (from) => !/FM_(?!001)/.test(from) });
  }
  for (const path of ['.oxfmtrc.json', '.oxlintrc.json', 'knip.json']) cpSync(join(here, path), join(root, path));
  symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'), 'junction');
  return root;
}
