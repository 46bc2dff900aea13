import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { moduleAt } from '../kernel/module-at.ts';
import { startWatch } from '../kernel/time-limit.ts';
import type { Batch, BatchCrash, Done, FailedBatch, Order, WorkerMessage } from './batch.ts';
import { readTrail } from './trail.ts';

export interface Limits {
  /** A batch without progress for so long hangs, in milliseconds. */
  readonly stallMs: number;
  /** How long a system may take to answer, in milliseconds; absent: the subject's own limit. */
  readonly answerMs?: number;
  /** The memory of each worker process, in megabytes. */
  readonly memoryMb: number;
}

/** The result of a batch: done, perhaps at the second try; two crashes; or why the batch cannot be run. */
export type BatchOutcome =
  | { readonly type: 'done'; readonly done: Done; readonly crash: BatchCrash | null }
  | { readonly type: 'crashed'; readonly crash: BatchCrash }
  | FailedBatch
  | { readonly type: 'stopped' };

/** A worker slot: where its process ends, a fresh process takes over. */
export interface WorkerSlot {
  do(batch: Batch): Promise<BatchOutcome>;
  /** Ends the process, which has a moment to remove its temporary files. The batch under way is returned as stopped. */
  stop(): void;
}

/** `trail` is the file to which a worker writes the calls of systems during the second try of a batch. */
export type OpenSlot = (limits: Limits, trail: string) => WorkerSlot;

type Ending =
  | Exclude<WorkerMessage, { type: 'ready' | 'alive' }>
  | { readonly type: 'ended'; readonly how: BatchCrash['how']; readonly says: string };

/** How long a process may take until its `ready`, in milliseconds. */
const mostStartMs = 60_000;

/** How long a process may take to end after SIGTERM, in milliseconds. */
const mostEndMs = 300;

/** How much of a process's error output is kept, in characters. */
const mostPrinted = 4_000;

/** The share of a process's memory for JavaScript objects: the rest is for memory outside of the heap. */
const heapShare = 0.75;

/** Opens a slot whose batches run in a process of its own. */
export const openSlot: OpenSlot = (limits, trail) => {
  let worker: ChildProcess | null = null;
  let isStopped = false;
  const answerMs = limits.answerMs ?? null;

  /** Processes that have sent `ready`. */
  const ready = new WeakSet<ChildProcess>();

  function start(): ChildProcess {
    const started = fork(fileURLToPath(moduleAt('overnight/worker')), {
      execArgv: [
        `--max-old-space-size=${Math.ceil(limits.memoryMb * heapShare)}`,
        // V8's own default: beside a smaller heap V8 would take less, and collect more often.
        '--max-semi-space-size=16',
      ],
      serialization: 'advanced',
      // A process group of its own: a terminal's signals do not reach the process, and its children end with it.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    started.once('message', () => ready.add(started));
    // Also between two batches: the next batch gets a living process.
    started.once('exit', () => end(started));
    return started;
  }

  function end(ended: ChildProcess): void {
    if (worker === ended) worker = null;
    try {
      if (ended.pid !== undefined) process.kill(-ended.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  function tryOnce(order: Order): Promise<Ending> {
    const at = (worker ??= start());
    return new Promise((resolve) => {
      let printed = '';
      let overrun: { readonly how: BatchCrash['how']; readonly says: string } | null = null;
      const expire = (): void => {
        overrun ??= { how: 'hung', says: `no progress in ${limits.stallMs / 1000} s` };
        end(at);
      };
      let watch = startWatch(ready.has(at) ? limits.stallMs : Math.max(mostStartMs, limits.stallMs), expire);
      const onErrorOutput = (data: Buffer): void => void (printed = (printed + String(data)).slice(-mostPrinted));
      const settle = (ending: Ending): void => {
        watch.end();
        at.off('message', onMessage).off('close', close);
        at.stderr?.off('data', onErrorOutput);
        resolve(ending);
      };
      const onMessage = (message: WorkerMessage): void => {
        watch.end();
        watch = startWatch(limits.stallMs, expire);
        if (message.type === 'done' || message.type === 'failed') settle(message);
        if (message.type !== 'alive' || message.rssBytes < limits.memoryMb * 2 ** 20) return;
        overrun ??= { how: 'memory', says: `more than ${limits.memoryMb} MB` };
        end(at);
      };
      const close = (code: number | null, signal: string | null): void => {
        end(at);
        const how = overrun?.how ?? (/heap out of memory/.test(printed) ? 'memory' : 'crashed');
        const last = printed.split('\n').find((line) => /error|fatal|assert/i.test(line)) ?? '';
        const says = overrun?.says ?? `${signal ?? `exit code ${code}`}${last === '' ? '' : `: ${last.trim()}`}`;
        settle({ type: 'ended', how, says });
      };
      at.on('message', onMessage).on('close', close);
      at.stderr?.on('data', onErrorOutput);
      at.send(order, () => undefined);
    });
  }

  return {
    async do(batch) {
      if (isStopped) return { type: 'stopped' };
      const first = await tryOnce({ batch, trail: null, answerMs });
      if (first.type === 'done') return { ...first, crash: null };
      if (first.type === 'failed') return first;
      if (isStopped) return { type: 'stopped' };
      // A trail that an interrupted campaign has left belongs to another batch.
      rmSync(trail, { force: true });
      // A second try, on a fresh process: the first may have been ended from outside.
      const second = await tryOnce({ batch, trail, answerMs });
      const commands = readTrail(trail);
      if (second.type === 'failed') return second;
      if (second.type === 'done') {
        const { how, says } = first;
        return { ...second, crash: { how, says, commands: null, shown: 1, of: 2 } };
      }
      if (isStopped) return { type: 'stopped' };
      return { type: 'crashed', crash: { how: second.how, says: second.says, commands, shown: 2, of: 2 } };
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      const stopped = worker;
      if (stopped === null) return;
      stopped.kill('SIGTERM');
      // Ends a process that ignores SIGTERM, and its children.
      setTimeout(() => end(stopped), mostEndMs);
    },
  };
};
