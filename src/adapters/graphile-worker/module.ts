/** A job as graphile-worker hands it out: what a worker reports with. */
export interface GraphileWorkerJob {
  readonly id: string;
  readonly payload: { readonly name: string };
  /** How often a job with the key of this one was added in place of it. */
  readonly revision: number;
}

/** The options of a job of graphile-worker, by the names of its documentation. */
export interface GraphileWorkerJobOptions {
  readonly maxAttempts?: number;
  readonly priority?: number;
  readonly jobKeyMode?: 'replace' | 'preserve_run_at' | 'unsafe_dedupe';
}

interface PgClient {
  query(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** A pool of connections of `pg`. */
export interface PgPool {
  on(event: 'error', listener: () => void): PgPool;
  on(event: 'connect', listener: (client: { on(event: 'error', listener: () => void): unknown }) => void): PgPool;
  end(): Promise<void>;
}

/** Lends a connection of the pool. */
export type WithPgClient = <Result>(use: (client: PgClient) => Promise<Result>) => Promise<Result>;

/** The parts of `WorkerUtils` that are used here, all of them public. */
export interface GraphileWorkerUtils {
  readonly withPgClient: WithPgClient;
  /** Under contention for one key the job may have no id. */
  addJob(task: string, payload: object, options: object): Promise<GraphileWorkerJob | { readonly id: null }>;
  completeJobs(ids: readonly string[]): Promise<readonly unknown[]>;
  release(): Promise<void>;
}

/** What clients call. */
export interface GraphileWorkerCalls {
  addJob(task: string, payload: object, options: object): Promise<object>;
  completeJobs(ids: readonly string[]): Promise<readonly object[]>;
}

/** The options of graphile-worker, as its own functions read them. */
export type GraphileWorkerContext = object;

/**
 * graphile-worker, its version, and the pg that it uses. `WorkerUtils` adds and removes jobs; a single step of a worker has no
 * public function, since `run` and `runOnce` fetch, call a task and report in one go. The other functions are therefore those
 * that a worker calls, by their paths in the package. These paths may change with each version, so that the versions are pinned.
 */
export interface GraphileWorkerModule {
  readonly version: string;
  /** Whether a pool of workers locks jobs by its own name, from 0.17 on; before, each worker does, which has one job at a time. */
  readonly locksByPool: boolean;
  readonly Pool: new (options: object) => PgPool;
  readonly Logger: new (factory: () => () => void) => object;
  makeWorkerUtils(options: object): Promise<GraphileWorkerUtils>;
  processSharedOptions(options: object): GraphileWorkerContext;
  /** At most so many jobs, by one statement; before 0.17 one job. */
  getJobs(
    context: GraphileWorkerContext,
    withPgClient: WithPgClient,
    tasks: object,
    worker: string,
    flagsToSkip: null,
    upTo: number,
  ): Promise<readonly GraphileWorkerJob[]>;
  completeJob(
    context: GraphileWorkerContext,
    withPgClient: WithPgClient,
    worker: string,
    job: GraphileWorkerJob,
  ): Promise<void>;
  failJob(
    context: GraphileWorkerContext,
    withPgClient: WithPgClient,
    worker: string,
    job: GraphileWorkerJob,
    message: string,
  ): Promise<void>;
  /** Takes back the locks that are older than four hours. */
  resetLockedAt(context: GraphileWorkerContext, withPgClient: WithPgClient): Promise<void>;
}
