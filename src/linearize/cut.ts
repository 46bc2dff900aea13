import type { StillIllegal } from './drop-all.ts';
import type { Prepared } from './prepared.ts';
import type { Asked } from './problem.ts';

/** A history that was cut at an instant; `null`: the whole history. */
export interface Cut {
  readonly asked: Asked;
  readonly until: number | null;
}

/**
 * The history up to an instant: operations called later are left out, and those under way are pending. The clock has no order
 * in real time, so its operations stay, and any first ones of them may be taken. A legal history stays legal.
 */
function cutAt(operations: readonly Prepared[], { look: _look, ...asked }: Asked, until: number): Asked {
  return {
    ...asked,
    operations: asked.operations.filter((index) => (operations[index]?.calledAt ?? 0) <= until),
    role(index) {
      const { ofClock = null, returnedAt = 0 } = operations[index] ?? {};
      const isUnderWay = asked.role(index) === 'whole' && ofClock === null && returnedAt > until;
      return isUnderWay ? 'pending' : asked.role(index);
    },
    isCut: true,
  };
}

/**
 * The shortest beginning of an illegal history that is illegal. `stuckAt` is the operation whose return no order of the
 * whole history has passed: up to any earlier return the history is legal.
 */
export function* shortestIllegal(
  operations: readonly Prepared[],
  asked: Asked,
  stuckAt: number | null,
  test: (asked: Asked) => Generator<void, StillIllegal>,
): Generator<void, Cut> {
  const returnOf = (index: number): number => {
    const { ofClock = null, returnedAt = Infinity } = operations[index] ?? {};
    return ofClock === null ? returnedAt : Infinity;
  };
  const returns = asked.operations.map(returnOf).filter((at) => at !== Infinity);
  const instants = [...new Set(returns)].sort((a, b) => a - b);
  let low = stuckAt === null ? instants.length : Math.max(0, instants.indexOf(returnOf(stuckAt)));
  let high = instants.length;
  // Most histories are illegal up to the very return that no order has passed, or up to one soon after it.
  for (let stride = 0; low < high; stride = stride * 2 + 1) {
    const probe = Math.min(low + stride, high - 1);
    if ((yield* test(cutAt(operations, asked, instants[probe] ?? 0))) === 'illegal') {
      high = probe;
      break;
    }
    low = probe + 1;
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((yield* test(cutAt(operations, asked, instants[middle] ?? 0))) === 'illegal') high = middle;
    else low = middle + 1;
  }
  const until = instants[high];
  return until === undefined ? { asked, until: null } : { asked: cutAt(operations, asked, until), until };
}
