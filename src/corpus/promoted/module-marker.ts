import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The file by which Node takes the code in a folder for modules of ECMAScript, by its path there. Empty where the package
 * around the folder says so already.
 */
export function moduleMarker(folder: string): ReadonlyMap<string, string> {
  const manifest = manifestAbove(resolve(folder));
  const isModule = manifest !== null && typeOf(manifest) === 'module';
  return new Map(isModule ? [] : [['package.json', '{ "type": "module" }\n']]);
}

/** The nearest package.json of this folder or above; `null` where there is none. */
function manifestAbove(folder: string): string | null {
  const path = join(folder, 'package.json');
  if (existsSync(path)) return path;
  return folder === dirname(folder) ? null : manifestAbove(dirname(folder));
}

function typeOf(manifest: string): unknown {
  try {
    const { type } = (JSON.parse(readFileSync(manifest, 'utf8')) ?? {}) as { readonly type?: unknown };
    return type;
  } catch {
    // Node takes a package with a damaged package.json for one without a type.
    return undefined;
  }
}
