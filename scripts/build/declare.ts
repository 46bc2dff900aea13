import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
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
  const needed = reachedFrom(modules.map((path) => join(folder, `${path}.d.ts`)));
  for (const path of globSync('**/*.d.ts', { cwd: folder }).map((one) => join(folder, one)))
    if (!needed.has(path)) rmSync(path);
}

/** These files, and all files that they import. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  for (const file of reached)
    for (const imported of importsOf(file, readFileSync(file, 'utf8')))
      if (imported.startsWith('.')) reached.add(join(dirname(file), imported.replace(/\.ts$/, '.d.ts')));
  return reached;
}
