import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../exit.ts';
import type { PackageManager, StarterChoices } from './starter.ts';

interface Manifest {
  readonly type?: unknown;
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
}

/** What the files of a project say about it. Throws `UsageError` where it has no package.json. */
export function detectProject(
  folder: string,
): Pick<StarterChoices, 'isTypeScript' | 'ending' | 'packageManager'> & { readonly lacks: readonly string[] } {
  const manifest = readManifest(folder);
  const has = (name: string): boolean =>
    [manifest.dependencies, manifest.devDependencies].some((all) => all?.[name] !== undefined);
  const isTypeScript = existsSync(join(folder, 'tsconfig.json')) || has('typescript');
  const prefix = manifest.type === 'module' ? '' : 'm';
  return {
    isTypeScript,
    ending: `${prefix}${isTypeScript ? 'ts' : 'js'}`,
    packageManager: packageManagerIn(folder),
    lacks: ['faultbook', 'fast-check', 'vitest'].filter((name) => !has(name)),
  };
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw new UsageError('this folder has no package.json: npm init --yes makes one');
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof read === 'object' && read !== null ? read : {};
  } catch (error) {
    throw new UsageError(`package.json is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

function packageManagerIn(folder: string): PackageManager {
  if (existsSync(join(folder, 'pnpm-lock.yaml'))) return 'pnpm';
  return existsSync(join(folder, 'yarn.lock')) ? 'yarn' : 'npm';
}
