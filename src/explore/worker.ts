import { parentPort, workerData } from 'node:worker_threads';
import { hideSqliteWarning } from '../kernel/sqlite-warning.ts';
import type { Found } from './found.ts';
import { isHeapFull, isOutOfMemory } from './memory.ts';
import type { ModelSource } from './model-source.ts';
import { modelFrom } from './model-source.ts';
import { startSearch } from './search.ts';
import { createSharedSet } from './shared-set.ts';
import type { Reductions } from './space.ts';

/** The data for starting a thread. */
export interface WorkerData {
  readonly source: ModelSource;
  readonly reductions: Reductions;
  readonly visited: SharedArrayBuffer;
  /** A word that is not zero once all threads have to stop. */
  readonly stop: SharedArrayBuffer;
}

/** The requests to a thread, which come one after the other. */
export type SearchRequest =
  | { readonly type: 'begin' }
  | { readonly type: 'advance'; readonly depth: number }
  | { readonly type: 'visit'; readonly takesCommands: boolean; readonly visited: SharedArrayBuffer }
  | { readonly type: 'giveAway'; readonly count: number }
  | { readonly type: 'put'; readonly states: readonly unknown[] };

/** The answer of a thread. */
export interface SearchReply {
  /** The number of its states of the next level. */
  readonly ahead: number;
  readonly isWhole: boolean;
  /** The thread's memory ran out. */
  readonly isMemoryLow: boolean;
  readonly found: Found;
  readonly states: readonly unknown[];
  readonly error: { readonly name: string; readonly message: string } | null;
}

hideSqliteWarning();
const { source, reductions, visited, stop } = workerData as WorkerData;
const reached = createSharedSet(visited);
const stopWord = new Int32Array(stop);
const search = startSearch(await modelFrom(source), reductions, reached);
/** The visit to the states of this level. It continues where it was stopped. */
let visiting: Generator<void, void> | null = null;

/** How many times a visit yields between two looks at the heap. */
const looksBetween = 256;

function answer(ask: SearchRequest): SearchReply {
  let isWhole = false;
  let isMemoryLow = false;
  const states: unknown[] = [];
  if (ask.type === 'begin') search.begin();
  if (ask.type === 'advance') {
    search.advance(ask.depth);
    visiting = null;
  }
  if (ask.type === 'put') for (const state of ask.states) search.put(state);
  if (ask.type === 'giveAway') for (let left = ask.count; left > 0; left -= 1) states.push(search.take());
  if (ask.type === 'visit') {
    reached.use(ask.visited);
    let looks = 0;
    const shouldStop = (): boolean => {
      if ((looks += 1) % looksBetween === 0) isMemoryLow ||= isHeapFull();
      return isMemoryLow || Atomics.load(stopWord, 0) !== 0 || reached.isFull;
    };
    visiting ??= search.visit(ask.takesCommands);
    try {
      while (!isWhole && !shouldStop()) isWhole = visiting.next().done === true;
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      isMemoryLow = true;
    }
    // The other threads need not go on where this thread could not.
    if (isMemoryLow) Atomics.store(stopWord, 0, 1);
    reached.settle();
  }
  return { ahead: search.ahead, isWhole, isMemoryLow, found: search.found, states, error: null };
}

function answerOrFail(ask: SearchRequest): SearchReply | Pick<SearchReply, 'error'> {
  try {
    return answer(ask);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}

parentPort?.on('message', (ask: SearchRequest) => {
  parentPort?.postMessage(answerOrFail(ask), []);
});
