import { createBreath } from '../kernel/breath.ts';
import type { FingerprintSet } from '../kernel/fingerprint-set.ts';
import type { Found } from './found.ts';
import type { Search } from './search.ts';

/** Those who visit the states of a level, one or several. */
export interface Crew {
  /** How many states were reached. */
  readonly distinctStates: number;
  /** Begins the next level, so many commands away from the initial state: how many states it has. */
  advance(depth: number): Promise<number>;
  /** Visits this level, or as much of it as there is time for, until `isStopped`; `onBreath` is called every now and then. */
  visit(
    takesCommands: boolean,
    isStopped: () => boolean,
    onBreath: () => void,
  ): Promise<{ readonly isWhole: boolean; readonly found: readonly Found[] }>;
  close(): Promise<void>;
}

/** How many states are visited between two looks at the clock. */
const statesInOneGo = 64;

/** One search, on this thread. */
export function crewOfOne<State>(search: Search<State>, visited: FingerprintSet): Crew {
  return {
    get distinctStates() {
      return visited.size;
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
        isWhole = search.visit(takesCommands, () => (left -= 1) < 0);
        await breathe();
        if (isStopped()) return { isWhole, found: [search.found] };
      }
      return { isWhole: true, found: [search.found] };
    },
    close: async () => {},
  };
}
