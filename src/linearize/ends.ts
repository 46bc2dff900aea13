import { isNoRoom } from './budget.ts';
import type { Searches } from './decide.ts';
import type { PreparedHistory } from './prepared.ts';
import type { Asked } from './problem.ts';
import { problemOf } from './problem.ts';
import { createSearch } from './search.ts';

/** So many steps are taken between two pauses. */
const slice = 1_000;

/**
 * Every state in which an order of these operations may end, as numbers of `prepared.takes`. `null` where the search has no
 * end within so many steps, or within the budget. Pauses where it yields.
 */
export function* endsOf(
  { prepared, switches, budget }: Searches,
  asked: Asked,
  maxSteps: number,
): Generator<void, ReadonlySet<number> | null> {
  const ends = new Set<number>();
  try {
    const onEnd = (state: number): void => void ends.add(state);
    const search = createSearch(prepared, problemOf(prepared, asked), { switches, reserve: budget.reserve, onEnd });
    budget.holders.add(search);
    try {
      for (;;) {
        const before = search.steps();
        if (search.advance(slice) !== null) return ends;
        budget.countSteps(search.steps() - before);
        if (search.steps() >= maxSteps || budget.stoppedBy() !== null) return null;
        yield;
      }
    } finally {
      budget.holders.delete(search);
    }
  } catch (error) {
    if (isNoRoom(error)) return null;
    throw error;
  }
}

/** Every state in which this order may end, by what was seen at rest, as numbers of `takes`. */
export function endsOfOrder(
  { operations, takes }: PreparedHistory,
  order: readonly number[],
  { mayOverlap, look }: Pick<Asked, 'mayOverlap' | 'look'>,
): ReadonlySet<number> {
  let states = new Set(takes.initial);
  for (const index of order) {
    const operation = operations[index];
    if (operation === undefined) throw new RangeError(`the history has no operation ${index}`);
    const [whole, open] = mayOverlap
      ? [operation.overlappedKind, operation.overlappedOpenKind]
      : [operation.kind, operation.openKind];
    const kind = operation.returnedAt === Infinity ? open : whole;
    states = new Set([...states].flatMap((state) => takes.next(state, kind)));
  }
  return new Set([...states].filter((state) => look === undefined || takes.accept(state, look.seen)));
}
