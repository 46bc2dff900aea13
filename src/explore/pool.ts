import type { Yield } from '../kernel/event-loop.ts';
import { createYield } from '../kernel/event-loop.ts';
import type { FingerprintSet } from '../kernel/fingerprint-set.ts';
import type { Found } from './found.ts';
import { isOutOfMemory } from './memory.ts';
import type { SlowCall } from './pace.ts';
import type { Search } from './search.ts';

/** One or several searches that visit the states of a level. */
export interface SearchPool {
  /** How many states were reached. */
  readonly distinctStates: number;
  /** How many bytes the next growth of their table allocates at once; 0 while it is far off. */
  readonly nextBytes: number;
  /** The slowest call of the model, where one took long; `null` with several threads, too. */
  readonly slowestCall: SlowCall | null;
  /** Begins the level at this distance from the initial state, in commands. Returns the number of its states. */
  advance(depth: number): Promise<number>;
  /**
   * Visits this level, or as much of it as time and memory allow, until `isStopped`; calls `onYield` at intervals.
   * `isMemoryLow`: the memory ran out.
   */
  visit(takesCommands: boolean, isStopped: () => boolean, onYield: () => void): Promise<VisitedLevel>;
  close(): Promise<void>;
}

/** The result of a level. */
export interface VisitedLevel {
  readonly isWhole: boolean;
  readonly isMemoryLow: boolean;
  readonly found: readonly Found[];
}

/** A single search, on this thread. */
export function poolOfOne<State>(search: Search<State>, visited: FingerprintSet): SearchPool {
  let listener = (): void => {};
  // Shared by all levels: many small levels in a row let signals through as often as a large level does.
  const yieldToEvents = createYield((sliceMs) => {
    search.pace.yielded(sliceMs);
    listener();
  });
  return {
    get distinctStates() {
      return visited.size;
    },
    get nextBytes() {
      return visited.nextBytes;
    },
    get slowestCall() {
      return search.pace.slowest;
    },
    async advance(depth) {
      const states = search.ahead;
      search.advance(depth);
      return states;
    },
    async visit(takesCommands, isStopped, onYield) {
      listener = onYield;
      const visiting = search.visit(takesCommands);
      for (let isWhole = false; !isWhole;) {
        try {
          isWhole = goOn(visiting, yieldToEvents);
        } catch (error) {
          if (!isOutOfMemory(error)) throw error;
          return { isWhole: false, isMemoryLow: true, found: [search.found] };
        }
        await yieldToEvents();
        if (isStopped()) return { isWhole, isMemoryLow: false, found: [search.found] };
      }
      return { isWhole: true, isMemoryLow: false, found: [search.found] };
    },
    close: async () => {},
  };
}

/** Continues work that yields until signals are due. Returns whether the work is done. */
function goOn(work: Generator<void, void>, { isDue }: Yield): boolean {
  do if (work.next().done === true) return true;
  while (!isDue());
  return false;
}
