import { finishNow } from '../../src/kernel/event-loop.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import type { Linearization } from '../../src/linearize/linearization.ts';
import { linearizing } from '../../src/linearize/linearize.ts';
import type { Switches } from '../../src/linearize/switches.ts';
import { hasOrder, isOrder } from './brute-force.ts';
import type { Chance } from './histories.ts';
import { chanceFrom, randomHistory, withOneChange } from './histories.ts';
import type { Drawn } from './models.ts';

const plain: Switches = { partitions: false, pureAtOnce: false, twins: false, fewerPending: false };

/** Ways to search, each of which has to give the verdict of brute force. */
const ways: readonly Partial<Switches>[] = [
  plain,
  { ...plain, partitions: true },
  { ...plain, pureAtOnce: true },
  { ...plain, twins: true },
  { ...plain, fewerPending: true },
  {},
];

/** A small history of a model, which is right; a third of the operations has no outcome. */
function smallHistory({ model, draw }: Drawn, chance: Chance, most: number): Operation[] {
  const plan = { model, draw, actors: 2 + chance(2), operations: most - chance(4), pending: 33, ties: 30 };
  return randomHistory(plan, chance);
}

/** Tries so many changes until one makes the history illegal. */
const mostChanges = 12;

/** A small history, and whether it has an order by brute force. Odd ones are changed until they have none, where possible. */
export function judgedHistory(drawn: Drawn, seed: number, most: number): { history: Operation[]; isLegal: boolean } {
  const chance = chanceFrom(seed);
  let history = smallHistory(drawn, chance, most);
  let isLegal = hasOrder({ model: drawn.model, history });
  if (seed % 2 === 0) return { history, isLegal };
  const right = history;
  for (let tries = 0; tries < mostChanges && isLegal; tries += 1) {
    const others = smallHistory(drawn, chance, most);
    history = withOneChange(tries % 3 === 2 ? others : right, others, chance);
    isLegal = hasOrder({ model: drawn.model, history });
  }
  return { history, isLegal };
}

function verdictOn(drawn: Drawn, history: readonly Operation[], switches: Partial<Switches>): Linearization {
  return finishNow(linearizing(drawn.model, history, { switches, coreSteps: 0 }));
}

/** How many histories were right, and how many were not. Throws where the ways disagree. */
export function agreeOn(
  drawn: Drawn,
  { histories, seed, most }: { readonly histories: number; readonly seed: number; readonly most: number },
): { legal: number; illegal: number } {
  const counts = { legal: 0, illegal: 0 };
  for (let at = 0; at < histories; at += 1) {
    const { history, isLegal } = judgedHistory(drawn, seed * 1_000_000 + at, most);
    counts[isLegal ? 'legal' : 'illegal'] += 1;
    for (const switches of ways) {
      const found = verdictOn(drawn, history, switches);
      const isAgreed = found.verdict === (isLegal ? 'linearizable' : 'illegal');
      const isShown = found.verdict !== 'linearizable' || isOrder({ model: drawn.model, history }, found.order);
      if (isAgreed && isShown) continue;
      throw new Error(
        `${drawn.name}, history ${at} of seed ${seed}: brute force says ${isLegal ? 'legal' : 'illegal'}, the search ` +
          `${JSON.stringify(switches)} says ${JSON.stringify(found)}: ${JSON.stringify(history)}`,
      );
    }
    if (at % 2 === 0 && !isLegal)
      throw new Error(`history ${at} of seed ${seed} is not right: ${JSON.stringify(history)}`);
  }
  return counts;
}
