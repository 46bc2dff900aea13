import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = join(import.meta.dirname, '../..');

/** What the package has by its names: the code of this project. */
const exported = {
  '.': 'src/index.ts',
  './vitest': 'src/vitest/index.ts',
  './postgres': 'src/real/database/index.ts',
  './lease-queue': 'src/subjects/lease-queue/index.ts',
  './lease-lock': 'src/subjects/lease-lock/index.ts',
  './adapters/graphile-worker': 'src/subjects/lease-queue/graphile-worker.ts',
  './adapters/pg-boss': 'src/subjects/lease-queue/pg-boss.ts',
};

/** Gives a project the package `faultbook`, without building the package, and these packages of this project. */
export function linkPackage(root: string, ...others: readonly string[]): void {
  const modules = join(root, 'node_modules');
  const faultbook = join(modules, 'faultbook');
  mkdirSync(faultbook, { recursive: true });
  for (const name of others) symlinkSync(join(here, 'node_modules', name), join(modules, name), 'junction');
  const named = Object.entries(exported).map(([name, path], at) => {
    const file = `./${at}.js`;
    writeFileSync(join(faultbook, file), `export * from '${pathToFileURL(join(here, path)).href}';\n`);
    return [name, file] as const;
  });
  const manifest = { name: 'faultbook', type: 'module', exports: Object.fromEntries(named) };
  writeFileSync(join(faultbook, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n');
}
