/** The answer of one search: whether the history is illegal still. `open`: the search reached its limit. */
export type StillIllegal = 'illegal' | 'legal' | 'open';

/**
 * Drops as many of the items as can be dropped, by halves and then one by one. `drop` tries to drop some items together with
 * all that were dropped before, and they are dropped where the history stays illegal for certain. As dropping more keeps a
 * legal history legal, an item that stays cannot be dropped afterwards either. `onKept` gets it, with the last answer.
 */
export function* dropAll<Item>(
  items: readonly Item[],
  drop: (some: readonly Item[]) => Generator<void, StillIllegal>,
  onKept: (item: Item, answer: StillIllegal) => void,
): Generator<void, void> {
  const [first] = items;
  if (first === undefined) return;
  const answer = yield* drop(items);
  if (answer === 'illegal') return;
  if (items.length === 1) {
    onKept(first, answer);
    return;
  }
  const half = items.length >> 1;
  yield* dropAll(items.slice(0, half), drop, onKept);
  yield* dropAll(items.slice(half), drop, onKept);
}
