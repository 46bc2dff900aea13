import type { HandedJob, JobShown, LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { openExpiries } from './expiries.ts';
import type { BullMqJobOptions, BullMqModule } from './module.ts';
import type { RedisNamespace } from './namespace.ts';
import type { BullMqHandle, BullMqOptions } from './options.ts';
import { shownAs } from './options.ts';
import { isTaken } from './refusals.ts';
import { openMovedTime } from './time.ts';

/** Any instant on a full day: each run begins at it. */
const startMs = Date.UTC(2030, 0, 1);

/** The default of `lockDuration`, in milliseconds. */
const usualLockMs = 30_000;

/**
 * BullMQ as a lease library, by its public single-step functions. All runs have one queue, which each run empties; its keys
 * are those of the namespace, which it closes.
 */
export async function openBullMq(
  module: BullMqModule,
  namespace: RedisNamespace,
  options: BullMqOptions,
): Promise<LeaseLibrary<BullMqHandle>> {
  const { connection, prefix } = namespace;
  const time = openMovedTime(startMs);
  const expiries = openExpiries(connection);
  const { lockDuration: lockMs = usualLockMs } = options.worker;
  const errors: Error[] = [];
  const queue = new module.Queue('run', { connection, prefix });
  const worker = new module.Worker('run', null, { connection, prefix, autorun: false, ...options.worker });
  for (const one of [queue, worker]) one.on('error', (error) => void errors.push(error));
  await namespace.use(() => Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]));

  /** By the name of a job its id, and by an id the name of the latest job that has it. */
  const ids = new Map<string, string>();
  const owners = new Map<string, string>();
  const keys = new Set<string>();
  let fetches = 0;

  /** Calls BullMQ at the time of the run. An error of work in the background is thrown. */
  async function call<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = await namespace.use(() => time.within(work));
    const error = errors.shift();
    if (error !== undefined) throw error;
    return result;
  }

  /** Whether BullMQ has added the job: for a duplicate it answers with the job that is there. */
  async function add(name: string, id: string, added: BullMqJobOptions): Promise<boolean> {
    const job = await queue.add(name, {}, { ...options.job, ...added, jobId: id });
    const isAdded = id === name ? job.id === id : (await queue.getJob(id))?.name === name;
    if (!isAdded) return false;
    ids.set(name, id);
    owners.set(id, name);
    return true;
  }

  /** The id of a job; `null` where BullMQ has not added the job, or where a later job has its id. */
  function idOf(job: string): string | null {
    const id = ids.get(job);
    return id !== undefined && owners.get(id) === job ? id : null;
  }

  async function fetchOne(token: string): Promise<BullMqHandle | null> {
    const job = await worker.getNextJob(token, { block: false });
    if (job === undefined) return null;
    if (!options.failsDeferred || job.deferredFailure === undefined) return { job, token };
    await job.moveToFailed(new module.UnrecoverableError(job.deferredFailure), token, false);
    return fetchOne(token);
  }

  /** Every key that may have an expiry. */
  function expiringKeys(): string[] {
    return [...[...owners.keys()].map((id) => `${id}:lock`), ...[...keys].map((key) => `de:${key}`)].map(queue.toKey);
  }

  return {
    async reset() {
      await call(() => queue.obliterate({ force: true }));
      // The key of a deduplication may outlive its job, and so may a lock.
      const left = expiringKeys();
      if (left.length > 0) await namespace.use(() => connection.del(...left));
      for (const known of [ids, owners, keys]) known.clear();
      fetches = 0;
      time.moveTo(startMs);
    },
    submit: (job, { key }) =>
      call(async () => {
        if (key === null) return add(job, job, {});
        if (options.keyedBy === 'jobId') return add(job, key, {});
        keys.add(key);
        return add(job, job, { deduplication: { id: key } });
      }),
    fetch: (name, upTo) =>
      call(async () => {
        const handed: HandedJob<BullMqHandle>[] = [];
        while (handed.length < upTo) {
          // A token for each fetch, as in a worker of BullMQ with a processor.
          fetches += 1;
          const handle = await fetchOne(`${name}:${fetches}`);
          if (handle === null) break;
          handed.push({ job: handle.job.name, handle });
        }
        return handed;
      }),
    complete: ({ job, token }) => call(() => isTaken(job.moveToCompleted('done', token, false))),
    fail: ({ job, token }) => call(() => isTaken(job.moveToFailed(new Error('failed'), token, false))),
    extend: ({ job, token }) => call(async () => (await job.extendLock(token, lockMs)) === 1),
    spawn: ({ job, token }, child) =>
      call(async () => {
        // BullMQ takes children from anyone: a worker that has lost its lock adds none.
        if ((await job.extendLock(token, lockMs)) !== 1) return false;
        await add(child, child, { parent: { id: job.id, queue: queue.qualifiedName } });
        return isTaken(job.moveToWaitingChildren(token, {}));
      }),
    remove: (job) =>
      call(async () => {
        const id = idOf(job);
        // The children of a job stay.
        return id !== null && (await queue.remove(id, { removeChildren: false })) === 1;
      }),
    async tick(ms) {
      const nowMs = time.nowMs();
      await namespace.use(() => expiries.pass(expiringKeys(), nowMs, nowMs + ms));
      time.moveTo(nowMs + ms);
    },
    async maintain() {
      // Between two passes BullMQ leaves `stalledInterval`, by the clock of Redis: the pass is due now.
      await namespace.use(() => connection.del(queue.toKey('stalled-check')));
      await call(() => worker.moveStalledJobsToWait());
    },
    shown: (jobs) =>
      call(async () => {
        const states = jobs.map(async (job): Promise<[string, JobShown]> => {
          const id = idOf(job);
          return [job, id === null ? 'gone' : shownAs[await queue.getJobState(id)]];
        });
        return Object.fromEntries(await Promise.all(states));
      }),
    async close() {
      await namespace.use(() => Promise.all([queue.close(), worker.close()]));
      await namespace.close();
    },
  };
}
