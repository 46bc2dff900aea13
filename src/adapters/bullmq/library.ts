import type { ActorLibrary, HandedJob, JobShown, LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { openMovedTime } from '../moved-time.ts';
import type { BullMqJob, BullMqJobOptions, BullMqModule } from './module.ts';
import type { BullMqHandle, BullMqUsage } from './options.ts';
import { shownAs } from './options.ts';
import type { BullMqPair } from './pair.ts';
import { openPair } from './pair.ts';
import { isTaken } from './refusals.ts';
import type { BullMqStore } from './store.ts';
import { usualLockMs } from './terms.ts';

/** Any instant on a full day: each run begins at it. */
export const startMs: number = Date.UTC(2030, 0, 1);

/**
 * BullMQ as a lease library, by its public single-step functions. All runs have one queue, which each run empties, in a
 * store that it closes.
 */
export async function openBullMq(
  module: BullMqModule,
  store: BullMqStore,
  { job: jobOptions, worker = {}, keyedBy, failsDeferred = true, calls: ownCalls }: BullMqUsage,
): Promise<LeaseLibrary<BullMqHandle>> {
  const time = openMovedTime(startMs);
  const { lockDuration: lockMs = usualLockMs } = worker;
  const openAt = (address?: string): Promise<BullMqPair> =>
    openPair(module, { store, worker, time, ...(ownCalls && { ownCalls }), ...(address !== undefined && { address }) });
  const own = await openAt();
  const { queue, call } = own;
  await store.prepare();
  const ofActors = new Map<string, Promise<BullMqPair>>();

  /** By the name of a job its id, and by an id the name of the latest job that has it. */
  const ids = new Map<string, string>();
  const owners = new Map<string, string>();
  const keys = new Set<string>();
  /** By worker. */
  const fetches = new Map<string, number>();

  /** Whether BullMQ has added the job: for a duplicate it answers with the job that is there. */
  async function add(to: BullMqPair, name: string, id: string, added: BullMqJobOptions): Promise<boolean> {
    const job = (await to.calls.add(name, {}, { ...jobOptions, ...added, jobId: id })) as BullMqJob;
    const isAdded = id === name ? job.id === id : (await to.queue.getJob(id))?.name === name;
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

  async function fetchOne(from: BullMqPair, token: string): Promise<BullMqHandle | null> {
    const job = (await from.calls.getNextJob(token, { block: false })) as BullMqJob | undefined;
    if (job === undefined) return null;
    if (!failsDeferred || job.deferredFailure === undefined) return { job, token };
    await from.calls.moveToFailed(job, new module.UnrecoverableError(job.deferredFailure), token, false);
    return fetchOne(from, token);
  }

  /** Every key that may have an expiry. */
  function expiringKeys(): string[] {
    return [...[...owners.keys()].map((id) => `${id}:lock`), ...[...keys].map((key) => `de:${key}`)].map(queue.toKey);
  }

  /** What actors call, over these connections. */
  function callsOver(at: BullMqPair): ActorLibrary<BullMqHandle> {
    return {
      submit: (job, { key }) =>
        at.call(async () => {
          if (key === null) return add(at, job, job, {});
          if (keyedBy === 'jobId') return add(at, job, key, {});
          keys.add(key);
          return add(at, job, job, { deduplication: { id: key } });
        }),
      fetch: (name, upTo) =>
        at.call(async () => {
          const handed: HandedJob<BullMqHandle>[] = [];
          while (handed.length < upTo) {
            // A token for each fetch, as in a worker of BullMQ with a processor.
            const nth = (fetches.get(name) ?? 0) + 1;
            fetches.set(name, nth);
            const handle = await fetchOne(at, `${name}:${nth}`);
            if (handle === null) break;
            handed.push({ job: handle.job.name, handle });
          }
          return handed;
        }),
      complete: ({ job, token }) => at.call(() => isTaken(at.calls.moveToCompleted(job, 'done', token, false))),
      fail: ({ job, token }) => at.call(() => isTaken(at.calls.moveToFailed(job, new Error('failed'), token, false))),
      extend: ({ job, token }) => at.call(async () => (await job.extendLock(token, lockMs)) === 1),
      spawn: ({ job, token }, child) =>
        at.call(async () => {
          // BullMQ takes children from anyone: a worker that has lost its lock adds none.
          if ((await job.extendLock(token, lockMs)) !== 1) return false;
          await add(at, child, child, { parent: { id: job.id ?? '', queue: at.queue.qualifiedName } });
          return isTaken(job.moveToWaitingChildren(token, {}));
        }),
      remove: (job) =>
        at.call(async () => {
          const id = idOf(job);
          // The children of a job stay.
          return id !== null && (await at.queue.remove(id, { removeChildren: false })) === 1;
        }),
      async maintain() {
        await store.letStalledPass(queue.toKey('stalled-check'));
        await at.call(() => at.worker.moveStalledJobsToWait());
      },
    };
  }

  return {
    ...callsOver(own),
    ...(store.isStageable && {
      async forActor(actor: string, address: string) {
        const known = ofActors.get(actor) ?? openAt(address);
        ofActors.set(actor, known);
        return callsOver(await known);
      },
    }),
    async reset() {
      await call(() => queue.obliterate({ force: true }));
      await store.reset(expiringKeys(), startMs);
      for (const known of [ids, owners, keys, fetches]) known.clear();
      time.moveTo(startMs);
    },
    async tick(ms) {
      const nowMs = time.nowMs();
      await store.pass(expiringKeys(), nowMs, nowMs + ms);
      time.moveTo(nowMs + ms);
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
      for (const opened of [own, ...ofActors.values()]) await (await opened).close();
      await store.close();
    },
  };
}
