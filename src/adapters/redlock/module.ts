import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { DrivenVersions } from '../library-version.ts';
import { assertDriven, explainMissingLibrary, isDriven } from '../library-version.ts';
import type { RedisClient, RedisConstructor } from '../redis/client.ts';

/** A lock of redlock. */
export interface RedlockLock {
  /** What Redis holds under the key of the lock. */
  readonly value: string;
  /** Until when its client may count on the lock: some time before Redis deletes the key. */
  readonly expiration: number;
}

/** The options of redlock, by the names and units of its documentation. */
export interface RedlockSettings {
  readonly driftFactor?: number;
  readonly retryCount?: number;
}

/** The parts of redlock that are used here, all of them public. In 4 a key is a text, in 5 a list. */
export interface RedlockInstance {
  on(event: 'error' | 'clientError', listener: (error: Error) => void): unknown;
  acquire(key: string | readonly string[], durationMs: number): Promise<RedlockLock>;
  extend(lock: RedlockLock, durationMs: number): Promise<RedlockLock>;
  release(lock: RedlockLock): Promise<unknown>;
}

/** The package redlock, its version, and the ioredis of the project. */
export interface RedlockModule {
  readonly version: string;
  readonly Redlock: new (clients: readonly RedisClient[], settings: RedlockSettings) => RedlockInstance;
  readonly Redis: RedisConstructor;
}

/** The major version that a system drives. */
export type RedlockMajor = 4 | 5;

const driven: Readonly<Record<RedlockMajor, DrivenVersions>> = {
  4: { library: 'redlock', system: 'redlock-4', oldest: '4.0.0', tooNew: '5.0.0', remedy: 'redlock@4' },
  5: { library: 'redlock', oldest: '5.0.0', tooNew: '6.0.0', remedy: 'redlock@5.0.0-beta.2' },
};

/** Loads the package redlock of the project, and its ioredis. Throws `EnvironmentError` where one of them is missing. */
export async function loadRedlock(): Promise<RedlockModule> {
  // @ts-expect-error: redlock 5 has types, and does not name them in its `exports`.
  await import('redlock').catch((error: unknown) => explainMissingLibrary(error, driven[5]));
  return redlockIn(dirname(findPackageJSON('redlock', import.meta.url) ?? ''));
}

/** Loads the copy of redlock in this folder, which has its `package.json`, and the ioredis that a module there finds. */
export function redlockIn(folder: string): RedlockModule {
  const path = join(folder, 'package.json');
  const require = createRequire(path);
  try {
    const Redis = require('ioredis') as RedisConstructor;
    const { version } = require(path) as { readonly version: string };
    const loaded = require(folder) as RedlockModule['Redlock'] & { readonly default?: RedlockModule['Redlock'] };
    // The betas of 5 write their version with a `v`.
    return { version: version.replace(/^v/, ''), Redlock: loaded.default ?? loaded, Redis };
  } catch (error) {
    return explainMissingLibrary(error, { ...driven[5], remedy: 'ioredis' }, 'ioredis');
  }
}

/** Whether the system of this major version drives this version of redlock. */
export function isDrivableRedlock(version: string, major: RedlockMajor): boolean {
  // The betas of 5 write their version with a `v`.
  return isDriven(version.replace(/^v/, ''), driven[major]);
}

/** Throws `EnvironmentError` where the system of this major version does not drive the redlock that is there. */
export function assertDrivableRedlock({ version }: Pick<RedlockModule, 'version'>, major: RedlockMajor): void {
  assertDriven(version, driven[major]);
}
