import type { ActorLibrary, HandedJob, LeaseLibrary } from '../../alphabets/lease-queue.ts';
import type { PostgresPlace } from '../postgres-place.ts';
import { movingTime, shadowedTime } from '../shadowed-time.ts';
import { assertDrivableGraphileWorker } from './load.ts';
import type { GraphileWorkerCalls, GraphileWorkerJob, GraphileWorkerModule, GraphileWorkerUtils } from './module.ts';
import type { GraphileWorkerPool } from './pools.ts';
import { openGraphileWorkerPool } from './pools.ts';
import { rowsOver, statusInRow } from './rows.ts';
import type { GraphileWorkerOptions } from './terms.ts';

/** What a worker reports with: the job that it got, and the name by which the job is locked. */
export interface GraphileWorkerHandle {
  readonly job: GraphileWorkerJob;
  readonly lockedBy: string;
}

/** How graphile-worker is used, and what is called in the place of functions of `WorkerUtils`; by default nothing is. */
export interface GraphileWorkerPlaceOptions extends GraphileWorkerOptions {
  calls?(utils: GraphileWorkerUtils): Partial<GraphileWorkerCalls>;
}

/** Any instant on a full day: each run begins at it. */
const startMs = Date.UTC(2030, 0, 1);

/** What a schema has to have before graphile-worker makes its tables: graphile-worker calls `now()` by its bare name. */
export function graphileWorkerDefinition({ version }: Pick<GraphileWorkerModule, 'version'>): string {
  return `/* graphile-worker ${version} */ ${shadowedTime('now', startMs)}`;
}

/** What `addJob` resolves to. */
type Added = Awaited<ReturnType<GraphileWorkerUtils['addJob']>>;

/** The only task. */
const task = 'task';
const tasks = { [task]: async () => undefined };

/**
 * graphile-worker as a lease library, step by step. All runs have one schema, whose tables each run empties. Throws
 * `EnvironmentError` where the version does not have what is used.
 */
export async function openGraphileWorker(
  module: GraphileWorkerModule,
  { url, schema, script, close }: PostgresPlace,
  { job: jobOptions, hasLocalQueue = false, calls }: GraphileWorkerPlaceOptions,
): Promise<LeaseLibrary<GraphileWorkerHandle>> {
  assertDrivableGraphileWorker(module, hasLocalQueue);
  const own = await openGraphileWorkerPool(module, schema, url);
  const tables = [`${schema}._private_jobs`, `${schema}._private_job_queues`];
  // Statistics that come from time to time would change plans, and with them the order of jobs of one instant.
  await script(tables.map((table) => `ALTER TABLE ${table} SET (autovacuum_enabled = false);`).join('\n'));
  const ofActors = new Map<string, Promise<GraphileWorkerPool>>();
  let nowMs = startMs;
  let fetches = 0;

  /** By the name of a job its id, and by an id the latest job that has it: a job that is replaced leaves its id to the new one. */
  const ids = new Map<string, string>();
  const owners = new Map<string, Pick<GraphileWorkerJob, 'payload' | 'revision'>>();

  async function moveTo(ms: number): Promise<void> {
    nowMs = ms;
    await script(movingTime(schema, ms));
  }

  /** The id of a job; `null` where the job was refused or replaced. */
  function idOf(job: string): string | null {
    const id = ids.get(job);
    return id !== undefined && owners.get(id)?.payload.name === job ? id : null;
  }

  /** What actors call, over this connection. Reports are never refused: graphile-worker answers nothing to them. */
  function callsOver({ utils, context }: GraphileWorkerPool): ActorLibrary<GraphileWorkerHandle> {
    const { withPgClient } = utils;
    const ofUser = calls?.(utils);
    const addJob = ofUser?.addJob ?? ((...added) => utils.addJob(...added));
    const completeJobs = ofUser?.completeJobs ?? ((...all) => utils.completeJobs(...all));
    return {
      async submit(name, { key, group }) {
        const options = {
          ...jobOptions,
          ...(key !== null && { jobKey: key }),
          ...(group !== null && { queueName: group }),
        };
        const added = (await addJob(task, { name }, options)) as Added;
        // Between two calls for one key: https://worker.graphile.org/docs/job-key#job_key-caveats asks for one more try.
        if (added.id === null) return this.submit(name, { key, group });
        const { id, revision, payload } = added;
        if (payload.name !== name) return false;
        ids.set(name, id);
        if ((owners.get(id)?.revision ?? -1) < revision) owners.set(id, added);
        return true;
      },
      async fetch(worker, upTo) {
        const handed: HandedJob<GraphileWorkerHandle>[] = [];
        const atOnce = hasLocalQueue ? upTo : 1;
        while (handed.length < upTo) {
          const lockedBy = module.locksByPool ? worker : `${worker}-${(fetches += 1)}`;
          const jobs = await module.getJobs(context, withPgClient, tasks, lockedBy, null, atOnce);
          handed.push(...jobs.map((job) => ({ job: job.payload.name, handle: { job, lockedBy } })));
          if (hasLocalQueue || jobs.length === 0) break;
        }
        return handed;
      },
      async complete({ job, lockedBy }) {
        await module.completeJob(context, withPgClient, lockedBy, job);
        return true;
      },
      async fail({ job, lockedBy }) {
        await module.failJob(context, withPgClient, lockedBy, job, 'failed');
        return true;
      },
      async remove(job) {
        const id = idOf(job);
        // Of a lock that is over and not taken back the queue stays locked, for some minutes. Locked jobs are left alone.
        if (id === null || (await rowsOver(utils, schema)).get(id)?.locked_at !== null) return false;
        return (await completeJobs([id])).length === 1;
      },
      maintain: () => module.resetLockedAt(context, withPgClient),
    };
  }

  return {
    ...callsOver(own),
    async forActor(actor, address) {
      const known = ofActors.get(actor) ?? openGraphileWorkerPool(module, schema, address);
      ofActors.set(actor, known);
      return callsOver(await known);
    },
    async reset() {
      ids.clear();
      owners.clear();
      fetches = 0;
      await script(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY`);
      await moveTo(startMs);
    },
    tick: (ms) => moveTo(nowMs + ms),
    async shown(jobs) {
      const rows = await rowsOver(own.utils, schema);
      return Object.fromEntries(jobs.map((job) => [job, statusInRow(rows.get(idOf(job) ?? ''))]));
    },
    async close() {
      for (const opened of [own, ...ofActors.values()]) await (await opened).close();
      await close();
    },
  };
}
