import type { Breath } from '../kernel/breath.ts';
import { createBreath } from '../kernel/breath.ts';
import type { FingerprintSet } from '../kernel/fingerprint-set.ts';
import type { Found } from './found.ts';
import { isOutOfMemory } from './memory.ts';
import type { Search } from './search.ts';

/** Those who visit the states of a level, one or several. */
export interface Crew {
  /** How many states were reached. */
  readonly distinctStates: number;
  /** How many bytes their table takes at once when it grows; 0 as long as that is not about to come. */
  readonly nextBytes: number;
  /** Begins the next level, so many commands away from the initial state: how many states it has. */
  advance(depth: number): Promise<number>;
  /**
   * Visits this level, or as much of it as there is time and memory for, until `isStopped`; `onBreath` is called every
   * now and then. `isShort`: there was no memory for more.
   */
  visit(takesCommands: boolean, isStopped: () => boolean, onBreath: () => void): Promise<Visited>;
  close(): Promise<void>;
}

/** What became of a level. */
export interface Visited {
  readonly isWhole: boolean;
  readonly isShort: boolean;
  readonly found: readonly Found[];
}

/** One search, on this thread. */
export function crewOfOne<State>(search: Search<State>, visited: FingerprintSet): Crew {
  let listener = (): void => {};
  // One for all levels: many small ones in a row let signals through as often as one large level does.
  const breathe = createBreath(() => listener());
  return {
    get distinctStates() {
      return visited.size;
    },
    get nextBytes() {
      return visited.nextBytes;
    },
    async advance(depth) {
      const states = search.ahead;
      search.advance(depth);
      return states;
    },
    async visit(takesCommands, isStopped, onBreath) {
      listener = onBreath;
      const visiting = search.visit(takesCommands);
      for (let isWhole = false; !isWhole;) {
        try {
          isWhole = goOn(visiting, breathe);
        } catch (error) {
          if (!isOutOfMemory(error)) throw error;
          return { isWhole: false, isShort: true, found: [search.found] };
        }
        await breathe();
        if (isStopped()) return { isWhole, isShort: false, found: [search.found] };
      }
      return { isWhole: true, isShort: false, found: [search.found] };
    },
    close: async () => {},
  };
}

/** Goes on with work that yields, up to the next breath. Whether it is done. */
function goOn(work: Generator<void, void>, { isDue }: Breath): boolean {
  do if (work.next().done === true) return true;
  while (!isDue());
  return false;
}
