import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { versionsInUse } from '../check/versions.ts';
import { UsageError } from './exit.ts';

/**
 * Throws `UsageError` where a file would import another version of Faultbook or of fast-check than the one that runs: its
 * subjects are those of the other version, and a seed gives other runs in its tests.
 */
export function assertSameVersions(path: string, shown: string): void {
  const running = versionsInUse();
  for (const name of ['faultbook', 'fast-check']) {
    const imported = importedFrom(path, name);
    if (imported === null || imported.version === running[name]) continue;
    const { version, folder } = imported;
    throw new UsageError(
      `${shown} imports ${name} ${version} of ${folder}, and ${name} ${running[name]} runs: npm ls ${name} shows both, and one has to go`,
    );
  }
}

/** The version of a package that this file imports, and its folder; `null` where it finds none. */
function importedFrom(path: string, name: string): { readonly version: string; readonly folder: string } | null {
  let manifest: string;
  try {
    manifest = createRequire(resolve(path)).resolve(`${name}/package.json`);
  } catch {
    return null;
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { version, folder: dirname(manifest) };
}
