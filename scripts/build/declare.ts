import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importsOf } from '../../properties/architecture.ts';
import { root } from './modules.ts';

/** Writes the types of these modules, and of the modules that their types come from. */
export function declare(modules: readonly string[], folder: string): void {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'tsconfig.build.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const entries = modules.map((path) => join(folder, `${path}.d.ts`));
  const needed = reachedFrom(entries);
  const read = new Set([...entries, ...entries.flatMap(importedBy)]);
  for (const path of globSync('**/*.d.ts', { cwd: folder }).map((one) => join(folder, one)))
    if (!needed.has(path)) rmSync(path);
    else if (!read.has(path)) writeFileSync(path, withoutComments(readFileSync(path, 'utf8')));
}

/** Users import nothing from these modules, so the comments and the blanks at the beginning of lines stay out. */
function withoutComments(declarations: string): string {
  return declarations.replaceAll(/^[ \t]*\/\*\*[\s\S]*?\*\/\n/gm, '').replaceAll(/^[ \t]+/gm, '');
}

/** These files, and all files that they import. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  for (const file of reached) for (const imported of importedBy(file)) reached.add(imported);
  return reached;
}

/** The files of declarations that a file imports. */
function importedBy(file: string): string[] {
  return importsOf(file, readFileSync(file, 'utf8'))
    .filter((imported) => imported.startsWith('.'))
    .map((imported) => join(dirname(file), imported.replace(/\.ts$/, '.d.ts')));
}
