import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DrivenVersions } from '../library-version.ts';
import { assertDriven, explainMissingLibrary, isDriven } from '../library-version.ts';
import type { RedisConstructor } from '../redis/client.ts';

/** The options of a job of BullMQ, by the names and units of its documentation. */
export interface BullMqJobOptions {
  readonly attempts?: number;
  readonly backoff?: { readonly type: 'fixed' | 'exponential'; readonly delay: number };
  readonly lifo?: boolean;
  readonly priority?: number;
  readonly removeOnComplete?: boolean;
  readonly removeOnFail?: boolean;
  readonly deduplication?: { readonly id: string };
  readonly parent?: { readonly id: string; readonly queue: string };
}

/** The options of a worker of BullMQ. Durations are whole seconds, in milliseconds. */
export interface BullMqWorkerOptions {
  readonly lockDuration?: number;
  readonly maxStalledCount?: number;
}

/** The parts of a job that are used here, all of them public. */
export interface BullMqJob {
  readonly id?: string | undefined;
  readonly name: string;
  /** Why the job has to fail, and not to be processed; the worker of BullMQ fails such a job. */
  readonly deferredFailure?: string;
  moveToCompleted(returnValue: string, token: string, fetchNext: false): Promise<unknown>;
  moveToFailed(error: Error, token: string, fetchNext: false): Promise<unknown>;
  moveToWaitingChildren(token: string, options: object): Promise<boolean>;
  extendLock(token: string, durationMs: number): Promise<number>;
}

/** The states of a job in BullMQ. */
export type BullMqState =
  | 'waiting'
  | 'delayed'
  | 'prioritized'
  | 'waiting-children'
  | 'active'
  | 'completed'
  | 'failed'
  | 'unknown';

interface Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** The parts of a queue that are used here, all of them public. */
export interface BullMqQueue extends Emitter {
  readonly qualifiedName: string;
  toKey(type: string): string;
  add(name: string, data: object, options: object): Promise<BullMqJob>;
  getJob(id: string): Promise<BullMqJob | undefined>;
  getJobState(id: string): Promise<BullMqState>;
  remove(id: string, options: { readonly removeChildren: boolean }): Promise<number>;
  obliterate(options: { readonly force: boolean }): Promise<void>;
}

/** The parts of a worker that are used here: all public but one. */
export interface BullMqWorker extends Emitter {
  getNextJob(token: string, options: { readonly block: boolean }): Promise<BullMqJob | undefined>;
  /** One pass of what `startStalledCheckTimer` starts: that has no end to wait for, so this private method is called. */
  moveStalledJobsToWait(): Promise<unknown>;
}

/** What clients and workers call: of a job its functions, with the job before their parameters. */
export interface BullMqCalls {
  add(name: string, data: object, options: object): Promise<object>;
  getNextJob(token: string, options: { readonly block: boolean }): Promise<object | undefined>;
  moveToCompleted(job: BullMqJob, ...parameters: Parameters<BullMqJob['moveToCompleted']>): Promise<unknown>;
  moveToFailed(job: BullMqJob, ...parameters: Parameters<BullMqJob['moveToFailed']>): Promise<unknown>;
}

/** The package BullMQ, its version, and the ioredis that it uses. */
export interface BullMqModule {
  readonly version: string;
  readonly Queue: new (name: string, options: object, backend?: unknown) => BullMqQueue;
  readonly Worker: new (name: string, processor: null, options: object, backend?: unknown) => BullMqWorker;
  readonly UnrecoverableError: new (message: string) => Error;
  /** From 6 on. */
  readonly createPostgresBackend?: unknown;
  readonly Redis: RedisConstructor;
}

/** Deduplication has its name and its options from 5.17 on. */
const driven: DrivenVersions = { library: 'bullmq', oldest: '5.17.0', tooNew: '7.0.0', remedy: 'bullmq@6' };

/** Loads the package bullmq of the project, and ioredis. Throws `EnvironmentError` where one of them is missing. */
export async function loadBullMq(): Promise<BullMqModule> {
  await import('bullmq').catch((error: unknown) => explainMissingLibrary(error, driven));
  return bullMqIn(dirname(createRequire(import.meta.url).resolve('bullmq/package.json')));
}

/**
 * Loads the copy of BullMQ in this folder, which has its `package.json`. BullMQ 5 brings its ioredis along, and BullMQ 6 takes
 * that of the project.
 */
export function bullMqIn(folder: string): BullMqModule {
  const path = join(folder, 'package.json');
  const require = createRequire(path);
  try {
    const Redis = require('ioredis') as RedisConstructor;
    const { version } = require(path) as { readonly version: string };
    return { ...(require(folder) as BullMqModule), version, Redis };
  } catch (error) {
    return explainMissingLibrary(error, { ...driven, remedy: 'ioredis' }, 'ioredis');
  }
}

/** Whether the adapter drives this version of BullMQ, on Redis or on Postgres. */
export function isDrivableBullMq(version: string, storedIn: 'redis' | 'postgres'): boolean {
  return isDriven(version, storedIn === 'postgres' ? { ...driven, oldest: '6.0.0' } : driven);
}

/** Throws `EnvironmentError` where the adapter does not drive this version of BullMQ. */
export function assertDrivableBullMq({ version }: Pick<BullMqModule, 'version'>): void {
  assertDriven(version, driven);
}
