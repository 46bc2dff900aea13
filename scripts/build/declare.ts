import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { root } from './modules.ts';

/** Writes the types of these modules: a file for each of them, and for what several of them share. */
export async function declare(modules: readonly string[], folder: string): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'tsconfig.build.json');
  const single = mkdtempSync(join(root, 'node_modules/.types-'));
  try {
    execFileSync(process.execPath, [compiler, '-p', project, '--noCheck', '--outDir', single], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const build = await rolldown({
      input: Object.fromEntries(modules.map((path) => [path, join(single, `${path}.d.ts`)])),
      external: /^[@\w]/,
      plugins: [dts({ dtsOnly: true, generator: 'oxc', tsconfig: false })],
    });
    await build.write({ dir: folder, chunkFileNames: '[name].d.ts' });
    await build.close();
  } finally {
    rmSync(single, { recursive: true });
  }
}
