import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startWatch } from '../kernel/time-limit.ts';
import type { Death, Done, Order, Piece, Said } from './piece.ts';
import { readTrail } from './trail.ts';

export interface Limits {
  /** A piece that has not come a step further for so long hangs, in milliseconds. */
  readonly stallMs: number;
  /** How long a system may take to answer, in milliseconds; as its subject says where it is absent. */
  readonly answerMs?: number;
  /** Of one worker process, in megabytes. */
  readonly memoryMb: number;
}

/** What came of a piece: what was asked for; a process that came to an end over it, twice; or why it cannot be made. */
export type Outcome =
  | { readonly type: 'done'; readonly done: Done; readonly death: Death | null }
  | { readonly type: 'died'; readonly death: Death }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'stopped' };

/** A place for one worker process after another: where one comes to an end, the next takes its place. */
export interface Lane {
  do(piece: Piece): Promise<Outcome>;
  /** Ends its process, which has a moment to remove its temporary files. What it was doing comes back as stopped. */
  stop(): void;
}

type Ending =
  | Exclude<Said, { type: 'ready' | 'alive' }>
  | { readonly type: 'ended'; readonly how: Death['how']; readonly says: string };

/** How long a process may take before it takes orders, in milliseconds. */
const mostStartMs = 60_000;

/** How long a process may take to end when it is asked to, in milliseconds. */
const mostEndMs = 300;

/** How much of what a process complains about is kept. */
const mostComplaint = 4_000;

/** Of that memory, how much JavaScript's own objects may take: the rest is for what lies beside them. */
const heapShare = 0.75;

/** `trail` is a file that it may write to while a piece is tried for the second time. */
export function openLane(limits: Limits, trail: string): Lane {
  let worker: ChildProcess | null = null;
  let isStopped = false;
  const answerMs = limits.answerMs ?? null;

  /** Those that take orders. */
  const ready = new WeakSet<ChildProcess>();

  function start(): ChildProcess {
    const started = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
      execArgv: [
        `--max-old-space-size=${Math.ceil(limits.memoryMb * heapShare)}`,
        // As V8 has it where nothing is said: beside a smaller heap it would take less, and collect more often.
        '--max-semi-space-size=16',
      ],
      serialization: 'advanced',
      // A group of its own: what ends us from a terminal is not for it, and what it starts ends with it.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    started.once('message', () => ready.add(started));
    // Also between two pieces, when nothing else notices: the next piece gets a process that is there.
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
      let complaint = '';
      let overrun: { readonly how: Death['how']; readonly says: string } | null = null;
      const expire = (): void => {
        overrun ??= { how: 'hung', says: `no step further in ${limits.stallMs / 1000} s` };
        end(at);
      };
      let watch = startWatch(ready.has(at) ? limits.stallMs : Math.max(mostStartMs, limits.stallMs), expire);
      const listen = (data: Buffer): void => void (complaint = (complaint + String(data)).slice(-mostComplaint));
      const settle = (ending: Ending): void => {
        watch.end();
        at.off('message', hear).off('close', close);
        at.stderr?.off('data', listen);
        resolve(ending);
      };
      const hear = (said: Said): void => {
        watch.end();
        watch = startWatch(limits.stallMs, expire);
        if (said.type === 'done' || said.type === 'failed') settle(said);
        if (said.type !== 'alive' || said.rssBytes < limits.memoryMb * 2 ** 20) return;
        overrun ??= { how: 'memory', says: `more than ${limits.memoryMb} MB` };
        end(at);
      };
      const close = (code: number | null, signal: string | null): void => {
        end(at);
        const how = overrun?.how ?? (/heap out of memory/.test(complaint) ? 'memory' : 'crashed');
        const last = complaint.split('\n').find((line) => /error|fatal|assert/i.test(line)) ?? '';
        const says = overrun?.says ?? `${signal ?? `exit code ${code}`}${last === '' ? '' : `: ${last.trim()}`}`;
        settle({ type: 'ended', how, says });
      };
      at.on('message', hear).on('close', close);
      at.stderr?.on('data', listen);
      at.send(order, () => undefined);
    });
  }

  return {
    async do(piece) {
      if (isStopped) return { type: 'stopped' };
      const first = await tryOnce({ piece, trail: null, answerMs });
      if (first.type === 'done') return { ...first, death: null };
      if (first.type === 'failed') return first;
      if (isStopped) return { type: 'stopped' };
      // What a campaign that was cut off left there is of another piece.
      rmSync(trail, { force: true });
      // Once more, on a fresh process: it may have been ended from outside.
      const second = await tryOnce({ piece, trail, answerMs });
      const commands = readTrail(trail);
      if (second.type === 'failed') return second;
      if (second.type === 'done') {
        const { how, says } = first;
        return { ...second, death: { how, says, commands: null, shown: 1, of: 2 } };
      }
      if (isStopped) return { type: 'stopped' };
      return { type: 'died', death: { how: second.how, says: second.says, commands, shown: 2, of: 2 } };
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      const stopped = worker;
      if (stopped === null) return;
      stopped.kill('SIGTERM');
      // One that does not hear it, and what it has started.
      setTimeout(() => end(stopped), mostEndMs);
    },
  };
}
