import type { ActorLibrary, LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { isAtLeast } from '../library-version.ts';
import { timeFor } from './clock.ts';
import { startInstances } from './instances.ts';
import { assertDrivable } from './load.ts';
import { maintenanceIn } from './maintenance.ts';
import type { PgBossHandle, PgBossInstance, PgBossJob, PgBossModule } from './module.ts';
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
export async function openPgBoss(module: PgBossModule, place: PgBossPlace): Promise<LeaseLibrary<PgBossHandle>> {
  assertDrivable(module, place.major);
  const { schema, groupLimit } = place;
  const time = timeFor(module, schema);
  const instances = await startInstances(module, place, time);
  const { boss, throwCollected } = instances;
  const passMaintenance = await maintenanceIn(boss, schema);
  const handleFor = ({ id, retryCount }: PgBossJob): PgBossHandle =>
    isAtLeast(module.version, namesAttempts) && retryCount !== undefined ? { id, retryCount } : id;

  let queue = '';
  /** The ids of the jobs of this run, which begin with their place in the order of submission. */
  const ids = new Map<string, string>();
  let submissions = 0;

  /** Whether one job was affected. An error of work in the background is thrown by the next call. */
  async function isDone(call: Promise<{ readonly affected: number }>): Promise<boolean> {
    const { affected } = await call;
    throwCollected();
    return affected === 1;
  }

  /** What actors call, by this instance of pg-boss. */
  function callsOf(instance: PgBossInstance): ActorLibrary<PgBossHandle> {
    return {
      async submit(job, { key, group }) {
        submissions += 1;
        const id = `${String(submissions).padStart(8, '0')}-0000-4000-8000-000000000000`;
        ids.set(job, id);
        // Jobs without a key would count as jobs of one key.
        const singletonKey = key ?? `none-${job}`;
        const isKeyed = (place.queue.policy ?? 'standard') !== 'standard';
        const options = { id, ...(isKeyed && { singletonKey }), ...(group !== null && { group: { id: group } }) };
        return (await instance.send(queue, { name: job }, options)) !== null;
      },
      async fetch(_worker, upTo) {
        const limits = groupLimit > 0 ? { groupConcurrency: groupLimit } : {};
        const nowMs = time.nowMs();
        if (time.fetchesLaterMs > 0) await time.moveTo(boss, nowMs + time.fetchesLaterMs);
        const jobs = await instance.fetch(queue, { batchSize: upTo, ...limits });
        if (time.fetchesLaterMs > 0) await time.moveTo(boss, nowMs);
        return jobs.map((job) => ({ job: job.data.name, handle: handleFor(job) }));
      },
      complete: (handle) => isDone(instance.complete(queue, handle)),
      fail: (handle) => isDone(instance.fail(queue, handle)),
      extend: (handle) => isDone(instance.touch(queue, handle)),
      async remove(job) {
        const id = ids.get(job);
        return id !== undefined && isDone(instance.deleteJob(queue, id));
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
      await boss.createQueue(queue, place.queue);
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
