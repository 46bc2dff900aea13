import { copyFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { builtName } from '../../src/kernel/module-at.ts';
import { included } from './included.ts';
import { lineMaps } from './line-maps.ts';
import { entryModules, root } from './modules.ts';

/** Its chunk is no code of ours: without its blanks the package is smaller. */
const minified: Plugin = {
  name: 'minified',
  // After the bundler has written the lines of all chunks.
  generateBundle(_options, files) {
    for (const file of Object.values(files))
      if (file.type === 'chunk' && file.name === included)
        file.code = minifySync(file.fileName, file.code, { compress: true, mangle: true }).code;
  },
};

/**
 * Builds one file for each module that is loaded by name, and one for each part that several of them share, all in one
 * folder, with source maps.
 */
export async function bundle(folder: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(entryModules().map((path) => [builtName(path), join(root, `src/${path}.ts`)])),
    platform: 'node',
    external: (id) => isBuiltin(id) || (/^[@\w]/.test(id) && id !== included),
    plugins: [lineMaps, minified],
  });
  await build.write({
    dir: folder,
    format: 'esm',
    comments: false,
    // Lines stay, and so do the names of functions: a stack trace can be read also without the source maps.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: false } },
    sourcemap: true,
    sourcemapExcludeSources: true,
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        { name: included, test: new RegExp(`node_modules/${included}/`) },
        // Small modules that nearly every part imports: one file for all of them.
        { name: 'kernel', test: /src\/kernel\// },
      ],
    },
  });
  await build.close();
  copyFileSync(join(root, 'node_modules', included, 'LICENSE'), join(folder, `LICENSE-${included}`));
}
