import type { Chance } from '../properties/linearize/histories.ts';
import { chanceFrom, randomHistory, withOneChange } from '../properties/linearize/histories.ts';
import type { Drawn } from '../properties/linearize/models.ts';
import { finishNow } from '../src/kernel/event-loop.ts';
import type { Operation } from '../src/kernel/operation.ts';
import { linearizing } from '../src/linearize/linearize.ts';

/** What histories of a model are made of. */
export interface HistoryLoad {
  readonly drawn: Drawn;
  readonly actors: number;
  readonly operations: number;
  /** How many of 100 operations have no outcome. */
  readonly pending: number;
}

/** A search that takes more steps is given up. */
export const maxSteps = 200_000;

export function rightHistory({ drawn, ...plan }: HistoryLoad, chance: Chance): Operation[] {
  return randomHistory({ ...plan, model: drawn.model, draw: drawn.draw }, chance);
}

/**
 * The right history of a seed with one outcome of its last fifth changed, such that it is illegal; `null` where no change
 * made it illegal within the steps.
 */
export function wrongHistory(load: HistoryLoad, seed: number): Operation[] | null {
  const chance = chanceFrom(seed);
  const right = rightHistory(load, chance);
  const end = Math.floor(right.length * 0.8);
  for (let tries = 0; tries < 10; tries += 1) {
    const wrong = [...right.slice(0, end), ...withOneChange(right.slice(end), right, chance)];
    if (finishNow(linearizing(load.drawn.model, wrong, { maxSteps, coreSteps: 0 })).verdict === 'illegal') return wrong;
  }
  return null;
}
