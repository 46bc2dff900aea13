import type { Operation } from '../kernel/operation.ts';
import { instantlyBefore } from './prepared.ts';

/** An operation in the order of its part, at the earliest instant that this order leaves it. */
interface Placed {
  readonly index: number;
  readonly at: number;
}

/**
 * One order of all operations from the orders of the parts, with the same order within each part and in real time. There
 * always is one: linearizability is local (Herlihy and Wing, 1990). In the order of its part each operation can take effect
 * at the latest call up to there, which is before its return; the instants of all parts are put in order.
 */
export function mergeOrders(history: readonly Operation[], orders: readonly (readonly number[])[]): number[] {
  const [only = []] = orders;
  if (orders.length < 2) return [...only];
  const placed = orders.flatMap((order) => {
    let at = -Infinity;
    return order.map((index): Placed => {
      const { actor, calledAt } = history[index] ?? { actor: null, calledAt: -Infinity };
      if (actor !== null) at = Math.max(at, calledAt);
      return { index, at };
    });
  });
  // Stable, so that the order within a part stays.
  placed.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  return inOwnOrder(history, placed, orders);
}

/** In one instant an actor's return may be followed by its next call, in another part: then the first one goes first. */
function inOwnOrder(
  history: readonly Operation[],
  placed: readonly Placed[],
  orders: readonly (readonly number[])[],
): number[] {
  const before = instantlyBefore(history);
  if (before.every((index) => index < 0)) return placed.map(({ index }) => index);
  const inPart = new Map(orders.flatMap((order) => order.map((index, at) => [index, order[at - 1] ?? -1] as const)));
  const taking = new Set(inPart.keys());
  const taken = new Set<number>();
  const isDone = (index: number): boolean => taken.has(index) || !taking.has(index);
  for (let start = 0; start < placed.length;) {
    let end = start;
    while (end < placed.length && placed[end]?.at === placed[start]?.at) end += 1;
    let waiting = placed.slice(start, end);
    while (waiting.length > 0) {
      for (const { index } of waiting)
        if (isDone(inPart.get(index) ?? -1) && isDone(before[index] ?? -1)) taken.add(index);
      const left = waiting.filter(({ index }) => !taken.has(index));
      if (left.length === waiting.length) throw new Error('the orders of the parts have no common order');
      waiting = left;
    }
    start = end;
  }
  return [...taken];
}
