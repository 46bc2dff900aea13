import type { SearchAnswer, Undertaking } from './decide.ts';
import type { Part } from './parts-of-state.ts';
import type { TakenOperation } from './search.ts';

/** An order for each part, or the first part that has none, or for which none was found. */
export type DecidedParts =
  | { readonly answer: 'legal'; readonly orders: readonly (readonly TakenOperation[])[] }
  | (Exclude<SearchAnswer, { answer: 'legal' }> & { readonly part: Part });

/** The first steps of each part; each further round has four times as many. */
const firstSteps = 5_000;

/**
 * Searches all parts in turns, with growing budgets, until one is illegal or all have ended. A part that is not legal by the
 * endings that are right anyway, or not within the first steps, is searched once more with those that are right only while
 * another operation overlaps.
 */
export function* decideParts(
  parts: readonly Part[],
  begin: (part: Part, mayOverlap: boolean) => Undertaking,
  hasOverlappingEndings: boolean,
  onPause: (explained: number) => void,
): Generator<void, DecidedParts> {
  const orders: (readonly TakenOperation[])[] = parts.map(() => []);
  let open: DecidedParts | null = null;
  let explained = 0;
  let left = parts.map((part, at) => ({ part, at, mayOverlap: false, work: begin(part, false) }));
  for (let steps = firstSteps; left.length > 0; steps *= 4) {
    const going: typeof left = [];
    const decided = new Set<number>();
    for (const { part, at, mayOverlap, work } of left) {
      if (decided.has(at)) continue;
      const decision = yield* pausingAt(work.proceed(steps), () => onPause(explained));
      const isAlone = steps === firstSteps && !mayOverlap && hasOverlappingEndings;
      if (decision === null) {
        // The search of all orders by the endings that are right anyway may have no end in time.
        if (isAlone) going.push({ part, at, mayOverlap: true, work: begin(part, true) });
        going.push({ part, at, mayOverlap, work });
      } else if (decision.answer === 'legal') {
        orders[at] = decision.order;
        explained += part.operations.length;
        decided.add(at);
      } else if (decision.answer === 'illegal' && hasOverlappingEndings && !mayOverlap) {
        if (isAlone) going.push({ part, at, mayOverlap: true, work: begin(part, true) });
      } else if (decision.answer === 'illegal') {
        return { ...decision, part };
      } else {
        // Without room for this part, another one may still be illegal.
        open ??= { ...decision, part };
        if (decision.stoppedBy !== 'memory') return open;
        decided.add(at);
      }
    }
    left = going.filter(({ at }) => !decided.has(at));
  }
  return open ?? { answer: 'legal', orders };
}

function* pausingAt<Result>(work: Generator<void, Result>, onPause: () => void): Generator<void, Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    onPause();
    yield;
  }
}
