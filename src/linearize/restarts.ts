import type { PreparedHistory } from './prepared.ts';
import type { Problem } from './problem.ts';
import type { HistorySearch, Reached, SearchOptions } from './search.ts';
import { createSearch } from './search.ts';

/** So many steps for each operation, at most, before the search is begun again; each further attempt has more of them. */
const stepsEach = 3;
const growth = 1.25;

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
  let limit = stepsEach * (problem.whole.length + problem.clock.length) + 100;
  let first: readonly number[] = [];
  let clockShift = 0;
  let search = createSearch(prepared, problem, options);
  let stepsBefore = 0;
  let best: Reached | null = null;

  function reached(): Reached {
    const now = search.reached();
    return best !== null && best.order.length >= now.order.length ? best : now;
  }

  function isSpent(): boolean {
    const canChange = search.stuckAt() !== null || problem.clock.length > 0;
    return search.steps() >= limit && canChange;
  }

  return {
    advance(steps) {
      const answer = search.advance(Math.min(steps, Math.max(1, limit - search.steps())));
      if (answer !== null || !isSpent()) return answer;
      const stuck = search.stuckAt();
      // 1, -1, 2, -2, …
      if (stuck === null) clockShift = clockShift > 0 ? -clockShift : 1 - clockShift;
      else first = [stuck, ...first.filter((position) => position !== stuck)];
      best = reached();
      stepsBefore += search.steps();
      limit *= growth;
      search = createSearch(prepared, problem, { ...options, first, clockShift });
      return null;
    },
    order: () => search.order(),
    reached,
    stuckAt: () => search.stuckAt(),
    steps: () => stepsBefore + search.steps(),
    bytes: () => search.bytes(),
  };
}
