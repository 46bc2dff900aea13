import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Logger, makeWorkerUtils } from 'graphile-worker';
import { Pool } from 'pg';
import { openPostgres, postgresUrl } from '../../src/real/database/index.ts';
import type { JobShown, LeaseLibrary } from '../../src/subjects/lease-queue/index.ts';
import { movingTime, shadowedTime } from '../../src/subjects/lease-queue/index.ts';

/** What the adapter uses of a job of graphile-worker. */
interface Job {
  readonly id: string;
  readonly payload: { readonly name: string };
}

/** A job, and the worker that has locked it. */
interface Handle {
  readonly job: Job;
  readonly worker: string;
}

interface Row {
  readonly attempts: number;
  readonly max_attempts: number;
  readonly locked_at: Date | null;
}

const startMs = Date.UTC(2030, 0, 1);

/** The steps of a worker, which are no public functions: by their paths in the package. */
interface Steps {
  processSharedOptions(options: object): object;
  batchGetJobs(...parameters: unknown[]): Promise<Job[]>;
  batchCompleteJobs(...parameters: unknown[]): Promise<void>;
  batchFailJobs(...parameters: unknown[]): Promise<void>;
  resetLockedAt(...parameters: unknown[]): Promise<void>;
}

const require = createRequire(import.meta.url);
const load = (path: string): Steps => require(join(dirname(require.resolve('graphile-worker')), path));
const { processSharedOptions } = load('lib.js');
const { batchGetJobs } = load('sql/getJobs.js');
const { batchCompleteJobs } = load('sql/completeJobs.js');
const { batchFailJobs } = load('sql/failJobs.js');
const { resetLockedAt } = load('sql/resetLockedAt.js');

export async function openLibrary(maxAttempts: number): Promise<LeaseLibrary<Handle>> {
  const database = await openPostgres(shadowedTime('now', startMs));
  const { schema } = database;
  const connection = await database.connect();
  const options = `-c search_path=${schema},pg_catalog`;
  const pgPool = new Pool({ connectionString: await postgresUrl(), options, max: 1 });
  // A connection that is lost is thrown by the next call over it.
  pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}));
  const shared = { pgPool, schema, logger: new Logger(() => () => {}) };
  const utils = await makeWorkerUtils(shared);
  const context = processSharedOptions(shared);
  const { withPgClient } = utils;
  /** By the name of a job the id that graphile-worker has given it. */
  const ids = new Map<string, string>();
  let nowMs = startMs;

  async function moveTo(ms: number): Promise<void> {
    nowMs = ms;
    await connection.script(movingTime(schema, ms));
  }

  /** What graphile-worker shows of a job: a completed job is deleted, one that has used up its attempts stays. */
  async function statusOf(job: string): Promise<JobShown> {
    const find = `SELECT * FROM ${schema}.jobs WHERE id = $1`;
    const { rows } = await withPgClient((client) => client.query<Row>(find, [ids.get(job) ?? '0']));
    const [row] = rows;
    if (row === undefined) return 'gone';
    if (row.locked_at !== null) return 'held';
    return row.attempts >= row.max_attempts ? 'dead' : 'waiting';
  }

  return {
    async reset() {
      ids.clear();
      await connection.script(`TRUNCATE ${schema}._private_jobs, ${schema}._private_job_queues RESTART IDENTITY`);
      await moveTo(startMs);
    },
    async submit(name) {
      const { id } = await utils.addJob('task', { name }, { maxAttempts });
      ids.set(name, id);
      return true;
    },
    async fetch(worker) {
      const jobs = await batchGetJobs(context, withPgClient, { task: () => {} }, worker, null, 1);
      return jobs.map((job) => ({ job: job.payload.name, handle: { job, worker } }));
    },
    async complete({ job, worker }) {
      await batchCompleteJobs(context, withPgClient, worker, [job]);
      return true;
    },
    async fail({ job, worker }) {
      await batchFailJobs(context, withPgClient, worker, [{ job, message: 'failed' }]);
      return true;
    },
    async remove(name) {
      if ((await statusOf(name)) === 'held') return false;
      return (await utils.completeJobs([ids.get(name) ?? '0'])).length === 1;
    },
    tick: (ms) => moveTo(nowMs + ms),
    maintain: () => resetLockedAt(context, withPgClient),
    async shown(jobs) {
      const shown: Record<string, JobShown> = {};
      for (const job of jobs) shown[job] = await statusOf(job);
      return shown;
    },
    async close() {
      await utils.release();
      await pgPool.end();
      await database.close();
    },
  };
}
