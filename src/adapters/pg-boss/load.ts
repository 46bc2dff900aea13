import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { DrivenVersions } from '../library-version.ts';
import { assertDriven, explainMissingLibrary, isAtLeast, isDriven } from '../library-version.ts';
import type { PgBossModule } from './module.ts';
import type { PgBoss10 } from './version-10.ts';
import { asVersion12 } from './version-10.ts';

/** pg-boss has its test clock from 12.33 on, and its schema is driven from 12.25 on. */
const driven: DrivenVersions = {
  library: 'pg-boss',
  oldest: '12.25.0',
  tooNew: '13.0.0',
  remedy: 'pg-boss@12',
};

/** pg-boss 10 is driven by its last minor version. */
const driven10: DrivenVersions = {
  library: 'pg-boss',
  system: 'pg-boss-10',
  oldest: '10.4.0',
  tooNew: '11.0.0',
  remedy: 'pg-boss@10',
};

/** Loads the package pg-boss of the project. Throws `EnvironmentError` where there is none. */
export async function loadPgBoss(): Promise<PgBossModule> {
  const exported: unknown = await import('pg-boss').catch((error: unknown) => explainMissingLibrary(error, driven));
  const { version } = createRequire(import.meta.url)('pg-boss/package.json') as { readonly version: string };
  return pgBossFrom(exported, version);
}

/** Loads the copy of pg-boss in this folder, which has its `package.json`. */
export async function pgBossIn(folder: string): Promise<PgBossModule> {
  const require = createRequire(join(folder, 'package.json'));
  const { version } = require('./package.json') as { readonly version: string };
  return pgBossFrom(require(folder), version);
}

/** The package as it exports itself, in this version. */
export function pgBossFrom(exported: unknown, version: string): PgBossModule {
  if (isVersion10(version))
    return { version, PgBoss: asVersion12((exported as { readonly default: PgBoss10 }).default) };
  const { PgBoss, TestClock } = exported as PgBossModule;
  return { version, PgBoss, ...(TestClock && { TestClock }) };
}

/** Throws `EnvironmentError` where the adapter does not drive this version of pg-boss: 12, or 10 for the systems of 10. */
export function assertDrivable({ version }: Pick<PgBossModule, 'version'>, major?: 10 | 12): void {
  assertDriven(version, versionsOf(major));
}

/** Whether the adapter drives this version of pg-boss: 12, or 10 for the systems of 10. */
export function isDrivable(version: string, major?: 10 | 12): boolean {
  return isDriven(version, versionsOf(major));
}

function versionsOf(major: 10 | 12 = 12): DrivenVersions {
  return major === 10 ? driven10 : driven;
}

function isVersion10(version: string): boolean {
  return isAtLeast(version, '10.0.0') && !isAtLeast(version, '11.0.0');
}
