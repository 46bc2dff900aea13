import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { linkPackage } from '../cli/link-package.ts';

const here = join(import.meta.dirname, '../..');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A project with the example of a race in it, which has the package `faultbook`. Returns its folder. */
export function projectOfRace(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-race-')));
  folders.push(root);
  linkPackage(root, 'pg');
  cpSync(join(here, 'examples/race-your-own/app.ts'), join(root, 'app.ts'));
  const subject = readFileSync(join(here, 'examples/race-your-own/subject.ts'), 'utf8');
  const imported = subject
    .replaceAll('../../src/index.ts', 'faultbook')
    .replaceAll('../../src/real/database/index.ts', 'faultbook/postgres');
  writeFileSync(join(root, 'subject.ts'), imported);
  return root;
}
