/** The options of a queue of pg-boss, by the names and units of its documentation. */
export interface PgBossQueueOptions {
  readonly policy?: 'standard' | 'short' | 'singleton' | 'stately' | 'exclusive' | 'key_strict_fifo';
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
  readonly data: { readonly name: string };
  readonly retryCount?: number;
}

/** What pg-boss takes a report of: the job that `fetch` handed out, or its id. */
export type PgBossReported = string | Pick<PgBossJob, 'id' | 'retryCount'>;

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
  complete(name: string, job: PgBossReported): Promise<Affected>;
  fail(name: string, job: PgBossReported): Promise<Affected>;
  touch(name: string, job: PgBossReported): Promise<Affected>;
  deleteJob(name: string, id: string): Promise<Affected>;
  findJobs(name: string): Promise<readonly { readonly id: string; readonly state: PgBossState }[]>;
  supervise(name: string): Promise<void>;
  getDb(): { executeSql(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }> };
}

/** What clients and workers call. A worker reports on the job that `fetch` handed out; reports resolve to what pg-boss does. */
export interface PgBossCalls {
  send(name: string, data: object, options: object): Promise<string | null>;
  fetch(name: string, options: object): Promise<readonly object[]>;
  complete(name: string, job: PgBossJob): Promise<object>;
  fail(name: string, job: PgBossJob): Promise<object>;
  touch(name: string, job: PgBossJob): Promise<object>;
  deleteJob(name: string, id: string): Promise<object>;
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
