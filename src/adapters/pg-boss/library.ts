import type { ActorLibrary, JobShown, LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { isAtLeast } from '../library-version.ts';
import { timeFor } from './clock.ts';
import type {
  PgBossHandle,
  PgBossInstance,
  PgBossJob,
  PgBossModule,
  PgBossQueueOptions,
  PgBossState,
} from './module.ts';
import { assertDrivable } from './module.ts';

/** Where pg-boss keeps its tables, and with which options its queues are made. */
export interface PgBossPlace {
  readonly url: string;
  /** A schema that no other pg-boss uses. */
  readonly schema: string;
  readonly queue: PgBossQueueOptions;
  /** How many jobs of a group may be held at a time, as an option of each fetch; 0: no such option. */
  readonly groupLimit: number;
  /** Whether each run has to send the same texts; otherwise each run has a queue with a name of its own. */
  readonly isStaged: boolean;
}

/** How pg-boss shows a job, in the words of a lease queue. */
const shownAs: Readonly<Record<PgBossState, JobShown>> = {
  created: 'waiting',
  retry: 'waiting',
  active: 'held',
  completed: 'done',
  failed: 'dead',
  cancelled: 'gone',
};

/** Longer than any interval of a timer of pg-boss: each run begins at the same phase of all timers. */
const betweenRunsMs = 48 * 3_600_000;

/** Runs of this process: a schema may be used once more, and keep queues of an earlier use. */
let runs = 0;

/** From this version on, a report may name the attempt that `fetch` handed out, as pg-boss's own workers do. */
const namesAttempts = '12.35.0';

/** Background work is switched off, and so is what looks at the server as a whole. */
const quiet = {
  supervise: false,
  schedule: false,
  registerInstance: false,
  reindex: false,
  monitorVacuum: false,
  // Of several sessions, each would have random numbers of its own.
  max: 1,
};

/**
 * pg-boss 12 as a lease library, by its public single-step functions. Each run has a queue of its own in the same schema.
 * Throws `EnvironmentError` where the version is too old or too new.
 */
export async function openPgBoss(module: PgBossModule, place: PgBossPlace): Promise<LeaseLibrary<PgBossHandle>> {
  assertDrivable(module);
  const { schema, groupLimit } = place;
  const time = timeFor(module, schema);
  const errors: Error[] = [];
  const ofActors = new Map<string, Promise<PgBossInstance>>();

  async function startAt(connectionString: string): Promise<PgBossInstance> {
    const instance = new module.PgBoss({ connectionString, schema, ...quiet, ...time.options });
    instance.on('error', (error) => void errors.push(error));
    await instance.start();
    return instance;
  }

  const boss = await startAt(place.url);
  const gates = await findGates(boss, schema);
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

  function throwCollected(): void {
    if (errors[0] !== undefined) throw errors.shift();
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
      remove: (job) => isDone(instance.deleteJob(queue, ids.get(job) ?? job)),
      async maintain() {
        // Between two passes pg-boss leaves a minute, by the real interval of its timer: the pass is due now.
        await instance.getDb().executeSql(`UPDATE ${schema}.queue SET ${gates} WHERE name = $1`, [queue]);
        await instance.supervise(queue);
        throwCollected();
      },
    };
  }

  return {
    ...callsOf(boss),
    async forActor(actor, address) {
      const known = ofActors.get(actor);
      if (known !== undefined) return callsOf(await known);
      const started = startAt(address);
      ofActors.set(actor, started);
      return callsOf(await started);
    },
    async reset() {
      if (queue !== '') await boss.deleteQueue(queue);
      runs += 1;
      // pg-boss keeps facts about a queue by its name.
      queue = place.isStaged ? 'races' : `run-${process.pid}-${runs}`;
      ids.clear();
      submissions = 0;
      errors.length = 0;
      await time.moveTo(boss, time.nowMs() + betweenRunsMs);
      await boss.getDb().executeSql('SELECT setseed(0.5)');
      await boss.createQueue(queue, place.queue);
      // Each instance reads what it keeps of a queue once: now, and not within a race.
      for (const started of ofActors.values()) await (await started).findJobs(queue);
    },
    async tick(ms) {
      await time.moveTo(boss, time.nowMs() + ms);
      throwCollected();
    },
    async shown(jobs) {
      const states = new Map((await boss.findJobs(queue)).map(({ id, state }) => [id, shownAs[state]]));
      return Object.fromEntries(jobs.map((job) => [job, states.get(ids.get(job) ?? '') ?? 'gone']));
    },
    async close() {
      if (queue !== '') await boss.deleteQueue(queue);
      for (const started of ofActors.values()) await (await started).stop({ graceful: false });
      await boss.stop({ graceful: false });
    },
  };
}

/** The columns by which pg-boss notes its last pass of maintenance, each set to none. */
async function findGates(boss: PgBossInstance, schema: string): Promise<string> {
  const { rows } = await boss.getDb().executeSql(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = $1 AND table_name = 'queue' AND column_name IN ('monitor_on', 'monitor_claim_on')`,
    [schema],
  );
  return (rows as readonly { readonly name: string }[]).map(({ name }) => `${name} = NULL`).join(', ');
}
