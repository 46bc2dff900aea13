import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './build/bundle.ts';
import { declare } from './build/declare.ts';
import { publicModules } from './build/modules.ts';

/** `npm run build`: the JavaScript and the types of the package, in `dist` or in another folder. */
const [folder = join(import.meta.dirname, '../dist')] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
await bundle(folder);
await declare(publicModules(), join(folder, 'types'));
