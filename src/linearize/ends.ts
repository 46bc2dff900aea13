import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import { isNoRoom } from './budget.ts';
import type { Searches } from './decide.ts';
import type { Linearization } from './linearization.ts';
import type { Asked } from './problem.ts';
import { problemOf } from './problem.ts';
import { createSearch } from './search.ts';
import type { Specification } from './specification.ts';

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

/** Every state in which this order may end, by what was seen at rest. */
export function endsOfOrder<State, C extends Command, O extends Outcome>(
  { initial, take, accept }: Specification<State, C, O>,
  history: readonly Operation<C, O>[],
  { order, overlapsNeeded }: Pick<Extract<Linearization, { verdict: 'linearizable' }>, 'order' | 'overlapsNeeded'>,
  look: Asked['look'],
): State[] {
  const needed = new Set(overlapsNeeded.map(({ operation }) => operation));
  let states = initial;
  for (const index of order) {
    const operation = history[index];
    if (operation === undefined) throw new RangeError(`the history has no operation ${index}`);
    const { command, outcome } = operation;
    const question = { command, outcome, isOverlapped: needed.has(index) };
    states = distinct(states.flatMap((state) => take(state, question)));
  }
  return states.filter((state) => look === undefined || accept(state, look.seen));
}

function distinct<State>(states: readonly State[]): readonly State[] {
  if (states.length < 2) return states;
  return states.filter((state, at) => !states.slice(0, at).some((before) => sameJson(before, state)));
}
