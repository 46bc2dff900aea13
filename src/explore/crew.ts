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

/** How many states are visited between two looks at the clock. */
const statesInOneGo = 64;

/** One search, on this thread. */
export function crewOfOne<State>(search: Search<State>, visited: FingerprintSet): Crew {
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
      const breathe = createBreath(onBreath);
      for (let isWhole = false; !isWhole;) {
        let left = statesInOneGo;
        try {
          isWhole = search.visit(takesCommands, () => (left -= 1) < 0);
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
