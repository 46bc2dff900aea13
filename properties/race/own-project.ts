import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';

const here = join(import.meta.dirname, '../..');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What the package has by its names: the code of this project. */
const exported = { '.': 'src/index.ts', './vitest': 'src/vitest/index.ts', './postgres': 'src/real/database/index.ts' };

/** A project with the example of a race in it, which has the package `faultbook`. Returns its folder. */
export function projectOfRace(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-race-')));
  folders.push(root);
  const modules = join(root, 'node_modules');
  const faultbook = join(modules, 'faultbook');
  mkdirSync(faultbook, { recursive: true });
  symlinkSync(join(here, 'node_modules/pg'), join(modules, 'pg'), 'junction');
  const named = Object.entries(exported).map(([name, path], at) => {
    const file = `./${at}.js`;
    writeFileSync(join(faultbook, file), `export * from '${pathToFileURL(join(here, path)).href}';\n`);
    return [name, file] as const;
  });
  const manifest = { name: 'faultbook', type: 'module', exports: Object.fromEntries(named) };
  writeFileSync(join(faultbook, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n');
  cpSync(join(here, 'examples/race-your-own/app.ts'), join(root, 'app.ts'));
  const subject = readFileSync(join(here, 'examples/race-your-own/subject.ts'), 'utf8');
  const imported = subject
    .replaceAll('../../src/index.ts', 'faultbook')
    .replaceAll('../../src/real/database/index.ts', 'faultbook/postgres');
  writeFileSync(join(root, 'subject.ts'), imported);
  return root;
}
