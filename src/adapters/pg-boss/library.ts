import type { ActorLibrary, LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { isAtLeast } from '../library-version.ts';
import { timeFor } from './clock.ts';
import { startInstances } from './instances.ts';
import { assertDrivable } from './load.ts';
import { maintenanceIn } from './maintenance.ts';
import type { PgBossCalls, PgBossInstance, PgBossJob, PgBossModule, PgBossReported } from './module.ts';
import type { PgBossPlace } from './options.ts';
import { pgBossShownAs } from './options.ts';

/** Longer than any interval of a timer of pg-boss: each run begins at the same phase of all timers. */
const betweenRunsMs = 48 * 3_600_000;

/** Runs of this process: a schema may be used once more, and keep queues of an earlier use. */
let runs = 0;

/** From this version on, a report may name the attempt that `fetch` handed out, as pg-boss's own workers do. */
const namesAttempts = '12.35.0';

/**
 * pg-boss as a lease library, by its public single-step functions. Each run has a queue of its own in the same schema.
 * Throws `EnvironmentError` where the version is too old or too new.
 */
export async function openPgBoss(module: PgBossModule, place: PgBossPlace): Promise<LeaseLibrary<PgBossJob>> {
  assertDrivable(module, place.major);
  const { schema, queue: queueOptions = {}, fetch: fetchOptions = {} } = place;
  const { policy = 'standard' } = queueOptions;
  const time = timeFor(module, schema);
  const instances = await startInstances(module, place, time);
  const { boss, throwCollected } = instances;
  const passMaintenance = await maintenanceIn(boss, schema);
  const isNamingAttempts = isAtLeast(module.version, namesAttempts);

  let queue = '';
  /** The ids of the jobs of this run, which begin with their place in the order of submission. */
  const ids = new Map<string, string>();
  let submissions = 0;

  /** Whether one job was affected. An error of work in the background is thrown by the next call. */
  async function isDone(call: Promise<object>): Promise<boolean> {
    const { affected } = (await call) as { readonly affected: number };
    throwCollected();
    return affected === 1;
  }

  /** What actors call, by this instance of pg-boss. */
  function callsOf(instance: PgBossInstance): ActorLibrary<PgBossJob> {
    const calls: PgBossCalls = { ...callsTo(instance, isNamingAttempts), ...place.calls?.(instance) };
    return {
      async submit(job, { key, group }) {
        submissions += 1;
        const id = `${String(submissions).padStart(8, '0')}-0000-4000-8000-000000000000`;
        ids.set(job, id);
        // Jobs without a key would count as jobs of one key.
        const singletonKey = key ?? `none-${job}`;
        const isKeyed = policy !== 'standard';
        const options = { id, ...(isKeyed && { singletonKey }), ...(group !== null && { group: { id: group } }) };
        return (await calls.send(queue, { name: job }, options)) !== null;
      },
      async fetch(_worker, upTo) {
        const nowMs = time.nowMs();
        if (time.fetchesLaterMs > 0) await time.moveTo(boss, nowMs + time.fetchesLaterMs);
        const jobs = (await calls.fetch(queue, { batchSize: upTo, ...fetchOptions })) as readonly PgBossJob[];
        if (time.fetchesLaterMs > 0) await time.moveTo(boss, nowMs);
        return jobs.map((job) => ({ job: job.data.name, handle: job }));
      },
      complete: (handle) => isDone(calls.complete(queue, handle)),
      fail: (handle) => isDone(calls.fail(queue, handle)),
      extend: (handle) => isDone(calls.touch(queue, handle)),
      async remove(job) {
        const id = ids.get(job);
        return id !== undefined && isDone(calls.deleteJob(queue, id));
      },
      async maintain() {
        await passMaintenance(instance, queue);
        throwCollected();
      },
    };
  }

  return {
    ...callsOf(boss),
    forActor: async (actor, address) => callsOf(await instances.at(actor, address)),
    async reset() {
      if (queue !== '') await boss.deleteQueue(queue);
      runs += 1;
      // pg-boss keeps facts about a queue by its name.
      queue = place.isStaged ? 'races' : `run-${process.pid}-${runs}`;
      ids.clear();
      submissions = 0;
      instances.forgetErrors();
      await time.moveTo(boss, time.nowMs() + betweenRunsMs);
      await boss.getDb().executeSql('SELECT setseed(0.5)');
      await boss.createQueue(queue, queueOptions);
      // What is kept of a queue is read once: now, and not within a race.
      await instances.warmUp(queue);
    },
    async tick(ms) {
      await time.moveTo(boss, time.nowMs() + ms);
      throwCollected();
    },
    async shown(jobs) {
      const states = new Map((await boss.findJobs(queue)).map(({ id, state }) => [id, pgBossShownAs[state]]));
      return Object.fromEntries(jobs.map((job) => [job, states.get(ids.get(job) ?? '') ?? 'gone']));
    },
    async close() {
      if (queue !== '') await boss.deleteQueue(queue);
      await instances.stop();
    },
  };
}

/** The calls of an instance. Reports name the attempt of the job, or the job alone. */
function callsTo(instance: PgBossInstance, isNamingAttempts: boolean): PgBossCalls {
  const reported = ({ id, retryCount }: PgBossJob): PgBossReported =>
    isNamingAttempts && retryCount !== undefined ? { id, retryCount } : id;
  return {
    send: (...parameters) => instance.send(...parameters),
    fetch: (...parameters) => instance.fetch(...parameters),
    deleteJob: (...parameters) => instance.deleteJob(...parameters),
    complete: (queue, job) => instance.complete(queue, reported(job)),
    fail: (queue, job) => instance.fail(queue, reported(job)),
    touch: (queue, job) => instance.touch(queue, reported(job)),
  };
}
