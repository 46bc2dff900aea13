import type { MovedTime } from '../moved-time.ts';
import type { BullMqCalls, BullMqModule, BullMqQueue, BullMqWorker, BullMqWorkerOptions } from './module.ts';
import type { BullMqStore } from './store.ts';

/** A queue and a worker of BullMQ: over the connections of one of its users. */
export interface BullMqPair {
  readonly queue: BullMqQueue;
  readonly worker: BullMqWorker;
  readonly calls: BullMqCalls;
  /** Calls BullMQ at the time of the run. An error of work in the background is thrown. */
  call<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

interface PairOptions {
  readonly store: BullMqStore;
  readonly worker: BullMqWorkerOptions;
  readonly time: MovedTime;
  /** Another way to the same server. */
  readonly address?: string;
  /** Called in the place of the functions of BullMQ; by default none are. */
  ownCalls?(queue: BullMqQueue, worker: BullMqWorker): Partial<BullMqCalls>;
}

/** Opens the queue of a store. The worker begins no work of itself. */
export async function openPair(
  module: BullMqModule,
  { store, worker: ofWorker, time, address, ownCalls }: PairOptions,
): Promise<BullMqPair> {
  const { backend } = store;
  const options = store.optionsAt(address);
  const errors: Error[] = [];
  const queue = new module.Queue('run', options, backend);
  const worker = new module.Worker('run', null, { ...options, autorun: false, ...ofWorker }, backend);
  for (const one of [queue, worker]) one.on('error', (error) => void errors.push(error));
  await store.use(() => Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]));
  return {
    queue,
    worker,
    calls: {
      add: (...parameters) => queue.add(...parameters),
      getNextJob: (...parameters) => worker.getNextJob(...parameters),
      moveToCompleted: (job, ...parameters) => job.moveToCompleted(...parameters),
      moveToFailed: (job, ...parameters) => job.moveToFailed(...parameters),
      ...ownCalls?.(queue, worker),
    },
    async call(work) {
      const result = await store.use(() => time.within(work));
      const error = errors.shift();
      if (error !== undefined) throw error;
      return result;
    },
    close: async () => void (await store.use(() => Promise.all([queue.close(), worker.close()]))),
  };
}
