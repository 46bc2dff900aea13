import { createRequire } from 'node:module';
import { EnvironmentError } from '../../kernel/environment-error.ts';

/** The options of a queue of pg-boss, by the names and units of its documentation. */
export interface PgBossQueueOptions {
  readonly policy?: 'standard' | 'short' | 'singleton' | 'exclusive';
  readonly expireInSeconds?: number;
  readonly heartbeatSeconds?: number;
  readonly retryLimit?: number;
  readonly retryDelay?: number;
  readonly retryBackoff?: boolean;
  readonly retryDelayMax?: number;
}

/** What `fetch` of pg-boss hands out. */
export interface PgBossJob {
  readonly id: string;
  readonly retryCount?: number;
}

/** What a worker reports with: the job that `fetch` handed out, or its id. */
export type PgBossHandle = string | PgBossJob;

interface Affected {
  readonly affected: number;
}

/** The parts of pg-boss that are used here, all of them public. */
export interface PgBossInstance {
  on(event: 'error', listener: (error: Error) => void): unknown;
  start(): Promise<unknown>;
  stop(options: { readonly graceful: boolean }): Promise<void>;
  createQueue(name: string, options: PgBossQueueOptions): Promise<void>;
  deleteQueue(name: string): Promise<void>;
  send(name: string, data: object, options: object): Promise<string | null>;
  fetch(name: string, options: object): Promise<readonly PgBossJob[]>;
  complete(name: string, job: PgBossHandle): Promise<Affected>;
  fail(name: string, job: PgBossHandle): Promise<Affected>;
  touch(name: string, job: PgBossHandle): Promise<Affected>;
  deleteJob(name: string, id: string): Promise<Affected>;
  findJobs(name: string): Promise<readonly { readonly id: string; readonly state: PgBossState }[]>;
  supervise(name: string): Promise<void>;
  getDb(): { executeSql(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }> };
}

/** The states of a job in pg-boss. */
export type PgBossState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

/** A clock that is moved by its user, which pg-boss has from version 12.33 on. */
export interface PgBossTestClock {
  setTime(ms: number): Promise<void>;
  tick(ms: number): Promise<void>;
}

/** The package pg-boss, and its version. */
export interface PgBossModule {
  readonly version: string;
  readonly PgBoss: new (options: object) => PgBossInstance;
  readonly TestClock?: new (startMs: number) => PgBossTestClock;
}

/** The oldest version that the adapter drives, and the first that is too new. */
const oldest = '12.25.0';
const tooNew = '13.0.0';

/** Loads the package pg-boss of the project. Throws `EnvironmentError` where there is none. */
export async function loadPgBoss(): Promise<PgBossModule> {
  const { PgBoss, TestClock } = (await import('pg-boss').catch(explainMissing)) as unknown as PgBossModule;
  const { version } = createRequire(import.meta.url)('pg-boss/package.json') as { readonly version: string };
  return { version, PgBoss, ...(TestClock && { TestClock }) };
}

/** Throws `EnvironmentError` where the adapter does not drive this version. */
export function assertDrivable({ version }: Pick<PgBossModule, 'version'>): void {
  const isTooOld = !isAtLeast(version, oldest);
  if (!isTooOld && !isAtLeast(version, tooNew)) return;
  throw new EnvironmentError(
    `pg-boss ${version} is too ${isTooOld ? 'old' : 'new'} for the system pg-boss, which needs ${oldest} or later, before ${tooNew}: npm install --save-dev pg-boss@12`,
  );
}

/** Whether a version such as `12.38.0` is at least another one; a pre-release counts as its release. */
export function isAtLeast(version: string, other: string): boolean {
  const [ours, theirs] = [version, other].map((one) => one.split('-')[0]?.split('.').map(Number) ?? []);
  for (const [at, number] of (theirs ?? []).entries()) {
    const difference = (ours?.[at] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function explainMissing(error: unknown): never {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing || !error.message.includes("'pg-boss'")) throw error;
  throw new EnvironmentError(
    'the system pg-boss needs the npm package pg-boss, and the project does not have it: npm install --save-dev pg-boss@12',
    { cause: error },
  );
}
