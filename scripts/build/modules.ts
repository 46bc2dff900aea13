import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the project. */
export const root: string = join(import.meta.dirname, '../..');

/** What `bin/faultbook.js` loads. */
const ofCommandLine = ['cli/main', 'kernel/sqlite-warning'];

/** The modules that users import, by the types that package.json names: `index`, `subjects/queue/index`. */
export function publicModules(): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.types.replace('./dist/types/', '').replace(/\.d\.ts$/, '')],
  );
}

/** All modules that are loaded by name: those of users, of the command line, and of each thread and process. */
export function entryModules(): readonly string[] {
  const sources = globSync('src/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'));
  const started = sources.flatMap((source) =>
    [...source.matchAll(/moduleAt\('([^']+)'/g)].map(([, path = '']) => path),
  );
  return [...publicModules(), ...ofCommandLine, ...new Set(started)];
}
