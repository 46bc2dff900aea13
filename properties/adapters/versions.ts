import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BullMqModule } from '../../src/adapters/bullmq/module.ts';
import { bullMqIn } from '../../src/adapters/bullmq/module.ts';
import { graphileWorkerIn } from '../../src/adapters/graphile-worker/load.ts';
import type { GraphileWorkerModule } from '../../src/adapters/graphile-worker/module.ts';
import { pgBossIn } from '../../src/adapters/pg-boss/load.ts';
import type { PgBossModule } from '../../src/adapters/pg-boss/module.ts';
import type { RedlockModule } from '../../src/adapters/redlock/module.ts';
import { redlockIn } from '../../src/adapters/redlock/module.ts';

const modules = join(import.meta.dirname, 'versions/node_modules');
const newest = join(import.meta.dirname, '../../node_modules');
const libraries = ['pg-boss', 'graphile-worker', 'bullmq'];

/** Whether `npm run adapters:install` has installed the versions; where it has not, one line says so. */
export function areVersionsInstalled(): boolean {
  const isInstalled = existsSync(modules);
  if (!isInstalled) console.error('skipped: versions of libraries with known bugs: npm run adapters:install');
  return isInstalled;
}

/** The versions of libraries that are installed. */
export function installedVersions(): { readonly library: string; readonly version: string }[] {
  if (!areVersionsInstalled()) return [];
  return readdirSync(modules).flatMap((folder) => {
    const library = libraries.find((name) => new RegExp(`^${name}-[0-9-]+$`).test(folder));
    return library === undefined ? [] : [{ library, version: folder.slice(library.length + 1).replaceAll('-', '.') }];
  });
}

/** Loads a version of pg-boss that is installed under an alias. */
export async function loadPgBossVersion(version: string): Promise<PgBossModule> {
  return pgBossIn(folderWith('pg-boss', version));
}

/** Loads a version of BullMQ that is installed under an alias. */
export function loadBullMqVersion(version: string): BullMqModule {
  return bullMqIn(folderWith('bullmq', version));
}

/** The version that the project depends on. */
export function newestVersion(library: string): string {
  return versionIn(join(newest, library));
}

/** The folder of a version: of the one that the project depends on, or of an installed one. */
export function folderOfVersion(library: string, version: string): string {
  return version === newestVersion(library) ? join(newest, library) : folderWith(library, version);
}

/** Loads a version of graphile-worker that is installed under an alias. */
export function loadGraphileWorkerVersion(version: string): GraphileWorkerModule {
  return graphileWorkerIn(folderWith('graphile-worker', version));
}

/** Loads a version of redlock that is installed under an alias. */
export function loadRedlockVersion(version: string): RedlockModule {
  return redlockIn(folderWith('redlock', version));
}

function folderWith(library: string, version: string): string {
  const folder = join(modules, `${library}-${version.replaceAll('.', '-')}`);
  const found = versionIn(folder);
  if (found !== version) throw new Error(`${folder} has version ${found}`);
  return folder;
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version;
}
