import type { PreparedHistory } from './prepared.ts';
import type { Problem } from './problem.ts';
import type { HistorySearch, Reached, SearchOptions } from './search.ts';
import { createSearch } from './search.ts';

/** So many steps, times the most operations under way at once, a search may stay at the same return. */
const patience = 4;

/** How much longer the next attempt may stay at a return, where no attempt has come further. */
const growth = 1.5;

/**
 * A search that is begun again where it is stuck at the return of an operation: from then on this operation is tried before
 * the others. An operation is mostly stuck because it had to be taken long before, and a search that goes back step by step
 * tries all orders of the operations in between first. Where all returns were passed, and what was seen at rest does not fit,
 * the clock is tried earlier and later. The attempts grow, so that a search to the end takes a few times as many steps.
 */
export function createRestartingSearch(
  prepared: Pick<PreparedHistory, 'takes' | 'changesNothing'>,
  problem: Problem,
  options: SearchOptions,
): HistorySearch {
  let limit = patience * (problem.widest + problem.clock.length) + 20;
  let first: readonly number[] = [];
  let clockShift = 0;
  let search = createSearch(prepared, problem, options);
  let stepsBefore = 0;
  let best: Reached | null = null;
  let furthest = -1;
  /** Where this attempt is stuck, and since when. */
  let stuck: number | null = -1;
  let stuckSince = 0;

  function reached(): Reached {
    const now = search.reached();
    return best !== null && best.order.length >= now.order.length ? best : now;
  }

  function isSpent(): boolean {
    if (search.stuckAt() !== stuck) {
      stuck = search.stuckAt();
      stuckSince = search.steps();
    }
    const canChange = stuck !== null || problem.clock.length > 0;
    return canChange && search.steps() - stuckSince >= limit;
  }

  function begin(): void {
    const place = stuck ?? problem.whole.length;
    if (place > furthest) furthest = place;
    else limit *= growth;
    // 1, -1, 2, -2, …
    if (stuck === null) clockShift = clockShift > 0 ? -clockShift : 1 - clockShift;
    else first = [stuck, ...first.filter((position) => position !== stuck)];
    best = reached();
    stepsBefore += search.steps();
    search = createSearch(prepared, problem, { ...options, first, clockShift });
    stuck = -1;
    stuckSince = 0;
  }

  return {
    advance(steps) {
      const last = search.steps() + steps;
      while (search.steps() < last) {
        const answer = search.advance(Math.min(last - search.steps(), Math.ceil(limit / 2)));
        if (answer !== null) return answer;
        if (!isSpent()) continue;
        begin();
        return null;
      }
      return null;
    },
    order: () => search.order(),
    reached,
    stuckAt: () => search.stuckAt(),
    steps: () => stepsBefore + search.steps(),
    bytes: () => search.bytes(),
  };
}
