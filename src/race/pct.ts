import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Planner } from './schedule.ts';

/** How random schedules are drawn. */
export interface PctOptions {
  readonly actors: readonly string[];
  /** How many moves a run has, at most. */
  readonly moves: number;
  /** How many orders of two moves a violation needs: a preemption is one, and the first is free. */
  readonly depth: number;
}

/**
 * A random schedule: the actor with the highest priority goes on, and at `depth - 1` random moves it gets the lowest one
 * (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010). Each run finds a violation of this depth with the
 * probability of `pctBound` at least.
 */
export function drawPriorities({ actors, moves, depth }: PctOptions, random: RandomGenerator): () => Planner {
  const order: string[] = [];
  for (const actor of actors) order.splice(uniformInt(random, 0, order.length), 0, actor);
  const changes = new Set(Array.from({ length: depth - 1 }, () => uniformInt(random, 0, Math.max(moves - 1, 0))));
  return () => {
    const priorities = [...order];
    let made = 0;
    const highest = (options: readonly string[]): string | undefined => priorities.find((one) => options.includes(one));
    return {
      next(options) {
        const first = highest(options);
        if (first === undefined || !changes.has(made)) return first;
        priorities.push(...priorities.splice(priorities.indexOf(first), 1));
        return highest(options);
      },
      made: () => void (made += 1),
    };
  };
}

/** How likely one of so many runs is to find a violation of this depth, at least. */
export function pctBound({ actors, moves, depth }: PctOptions, runs: number): number {
  const each = 1 / (actors.length * Math.max(moves, 1) ** (depth - 1));
  return 1 - (1 - each) ** runs;
}
