import { Worker } from 'node:worker_threads';
import { moduleAt } from '../kernel/module-at.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import { isOutOfMemory } from './memory.ts';
import type { ModelSource } from './model-source.ts';
import type { SearchPool } from './pool.ts';
import { createSharedSet, grown } from './shared-set.ts';
import type { Reductions } from './space.ts';
import type { SearchRequest, SearchReply, WorkerData } from './worker.ts';

/** The interval at which signals get through and progress is reported while threads work, in milliseconds. */
const yieldMs = 50;

/**
 * Several searches, each on its own thread, over a shared table of states. Each search keeps the states that it was the
 * first to reach; between two levels, searches with many states give some away. Which search reaches a state first is a
 * matter of luck, and does not show: a level is the same set of states in any case.
 */
export async function poolOfThreads(count: number, source: ModelSource, reductions: Reductions): Promise<SearchPool> {
  const visited = createSharedSet();
  const stop = new SharedArrayBuffer(4);
  const data: WorkerData = { source, reductions, visited: visited.buffer, stop };
  const threads = Array.from({ length: count }, () => startThread(data));
  const ahead = threads.map(() => 0);

  async function ask(thread: number, what: SearchRequest): Promise<SearchReply> {
    const reply = await (threads[thread]?.ask(what) ?? Promise.reject(new RangeError(`there is no thread ${thread}`)));
    ahead[thread] = reply.ahead;
    return reply;
  }

  async function askAll(what: SearchRequest): Promise<SearchReply[]> {
    return Promise.all(threads.map((_, thread) => ask(thread, what)));
  }

  /** Moves states from searches above the average to searches below it. */
  async function balance(): Promise<void> {
    const share = Math.ceil(ahead.reduce((sum, states) => sum + states, 0) / count);
    if (Math.max(...ahead) < share * 1.3 + statesWorthMoving) return;
    const surplus: unknown[] = [];
    for (const [thread, states] of ahead.entries()) {
      if (states <= share) continue;
      surplus.push(...(await ask(thread, { type: 'giveAway', count: states - share })).states);
    }
    for (const [thread, states] of ahead.entries())
      if (states < share) await ask(thread, { type: 'put', states: surplus.splice(0, share - states) });
  }

  try {
    await ask(0, { type: 'begin' });
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await Promise.all(threads.map((thread) => thread.end()));
  }

  return {
    get distinctStates() {
      return visited.size;
    },
    get nextBytes() {
      return visited.nextBytes;
    },
    slowestCall: null,
    async advance(depth) {
      await balance();
      const states = ahead.reduce((sum, one) => sum + one, 0);
      await askAll({ type: 'advance', depth });
      return states;
    },
    async visit(takesCommands, isStopped, onYield) {
      const timer = setInterval(() => {
        onYield();
        if (isStopped()) Atomics.store(new Int32Array(stop), 0, 1);
      }, yieldMs);
      try {
        for (;;) {
          const replies = await askAll({ type: 'visit', takesCommands, visited: visited.buffer });
          const isWhole = replies.every((reply) => reply.isWhole);
          const isMemoryLow = replies.some((reply) => reply.isMemoryLow);
          if (isWhole || isMemoryLow || isStopped())
            return { isWhole, isMemoryLow, found: replies.map(({ found }) => found) };
          visited.use(grown(visited));
        }
      } catch (error) {
        // Where a thread ended for lack of memory, its results of this level are lost.
        if (!isOutOfMemory(error)) throw error;
        return { isWhole: false, isMemoryLow: true, found: [] };
      } finally {
        clearInterval(timer);
      }
    },
    close,
  };
}

/** Below this, moving states takes longer than visiting them. */
const statesWorthMoving = 64;

interface Thread {
  ask(what: SearchRequest): Promise<SearchReply>;
  end(): Promise<void>;
}

function startThread(data: WorkerData): Thread {
  const worker = new Worker(moduleAt('explore/worker'), { workerData: data });
  let settle: ((reply: SearchReply) => void) | null = null;
  let fail: ((error: unknown) => void) | null = null;
  let broken: Error | null = null;
  worker.on('message', (reply: SearchReply) => {
    if (reply.error === null) settle?.(reply);
    else fail?.(errorFrom(reply.error));
  });
  worker.on('error', (error) => {
    broken = error;
    fail?.(error);
  });
  return {
    ask: (what) =>
      new Promise((resolve, reject) => {
        settle = resolve;
        fail = reject;
        if (broken === null) worker.postMessage(what, []);
        else reject(broken);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}

/** An error loses its class between threads. */
function errorFrom({ name, message }: { readonly name: string; readonly message: string }): Error {
  const error = name === 'UnsoundModel' ? new UnsoundModel(message) : new Error(message);
  error.name = name;
  return error;
}
