import type { SearchBudget, SearchStoppedBy } from './budget.ts';
import { isNoRoom } from './budget.ts';
import type { PreparedHistory } from './prepared.ts';
import type { Asked } from './problem.ts';
import { problemOf } from './problem.ts';
import { createRestartingSearch } from './restarts.ts';
import type { Reached, HistorySearch, TakenOperation } from './search.ts';
import { createSearch } from './search.ts';
import type { Switches } from './switches.ts';

/** All that the searches of a history share. */
export interface Searches {
  readonly prepared: PreparedHistory;
  readonly switches: Switches;
  readonly budget: SearchBudget;
}

/** The answer to a question: an order, or that there is none, or neither within the limits. */
export type SearchAnswer =
  | { readonly answer: 'legal'; readonly order: readonly TakenOperation[] }
  | { readonly answer: 'illegal'; readonly reached: Reached }
  | { readonly answer: 'open'; readonly stoppedBy: SearchStoppedBy; readonly reached: Reached };

/** A search that may go on, or has ended. */
export interface Undertaking {
  /** Searches until it has taken this many steps in all. Pauses where it yields. `null`: it may go on. */
  proceed(steps: number): Generator<void, SearchAnswer | null>;
  steps(): number;
}

/** So many steps are taken between two pauses. */
const slice = 1_000;

const nowhere: Reached = { order: [], stuckAt: null };

/** Begins a search for an order. */
export function undertake({ prepared, switches, budget }: Searches, asked: Asked): Undertaking {
  let search: HistorySearch | null = null;
  let isBegun = false;

  function end(decision: SearchAnswer): SearchAnswer {
    if (search !== null) budget.holders.delete(search);
    return decision;
  }

  function advance(begun: HistorySearch, most: number): 'legal' | 'illegal' | 'no room' | null {
    const before = begun.steps();
    try {
      return begun.advance(Math.min(slice, most - before));
    } catch (error) {
      if (isNoRoom(error)) return 'no room';
      throw error;
    } finally {
      budget.countSteps(begun.steps() - before);
    }
  }

  return {
    *proceed(steps) {
      if (!isBegun) {
        isBegun = true;
        try {
          const create = switches.restarts ? createRestartingSearch : createSearch;
          search = create(prepared, problemOf(prepared, asked), { switches, reserve: budget.reserve });
          budget.holders.add(search);
        } catch (error) {
          if (!isNoRoom(error)) throw error;
        }
      }
      if (search === null) return { answer: 'open', stoppedBy: 'memory', reached: nowhere };
      for (;;) {
        const answer = advance(search, steps);
        if (answer === 'legal') return end({ answer, order: search.order() });
        if (answer === 'illegal') return end({ answer, reached: search.reached() });
        const stoppedBy = answer === 'no room' ? 'memory' : budget.stoppedBy();
        if (stoppedBy !== null) return end({ answer: 'open', stoppedBy, reached: search.reached() });
        yield;
        if (search.steps() >= steps) return null;
      }
    },
    steps: () => search?.steps() ?? 0,
  };
}

/** Searches for an order within so many steps. */
export function* decide(searches: Searches, asked: Asked, maxSteps: number): Generator<void, SearchAnswer> {
  const undertaking = undertake(searches, asked);
  const decision = yield* undertaking.proceed(maxSteps);
  return decision ?? { answer: 'open', stoppedBy: 'steps', reached: nowhere };
}
