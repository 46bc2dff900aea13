import { finishNow } from '../../src/kernel/event-loop.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import type { Linearization } from '../../src/linearize/linearization.ts';
import { linearizing } from '../../src/linearize/linearize.ts';
import type { Switches } from '../../src/linearize/switches.ts';
import { hasOrder, isOrder } from './brute-force.ts';
import type { Chance } from './histories.ts';
import { chanceFrom, randomHistory, withOneChange } from './histories.ts';
import type { Drawn } from './models.ts';
import { timed } from './timed.ts';

const plain: Switches = { partitions: false, pureAtOnce: false, twins: false, fewerPending: false, restarts: false };

/** Ways to search, each of which has to give the verdict of brute force. */
const ways: readonly Partial<Switches>[] = [
  plain,
  { ...plain, partitions: true },
  { ...plain, pureAtOnce: true },
  { ...plain, twins: true },
  { ...plain, fewerPending: true },
  { ...plain, restarts: true },
  {},
];

/** A small history of a model, which is right; a third of the operations has no outcome. */
function smallHistory({ model, draw }: Drawn, chance: Chance, most: number): Operation[] {
  const plan = { model, draw, actors: 2 + chance(2), operations: most - chance(4), pending: 33, ties: 30 };
  return randomHistory(plan, chance);
}

/** Tries so many changes until one makes the history illegal. */
const mostChanges = 40;

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

/** The search under test: ours, or one with a planted bug. */
export type Judge = typeof linearizing;

interface AgreeOptions {
  readonly histories: number;
  readonly seed: number;
  /** The operations of a history, at most. */
  readonly most: number;
  readonly judge?: Judge;
}

/** Histories of a register that need several rules of the search at once, each with an order. */
export const registerExamples: readonly (readonly Operation[])[] = [
  // The write that returns last is called before the read returns, and its twin after that.
  [called('w', 1, 9, 'write 1'), called('r', 2, 3, 'read 1'), called('v', 4, 6, 'write 1')],
  // Both writes without an outcome are needed.
  [
    called('a', 1, null, 'write 1'),
    called('b', 1, null, 'write 1'),
    called('r', 2, 3, 'read 1'),
    called('w', 4, 5, 'write 2'),
    called('r', 6, 7, 'read 1'),
    called('w', 8, 9, 'read 1'),
  ],
  // The write without an outcome is needed late, and could be used early.
  [
    called('a', 1, 4, 'write 1'),
    called('b', 2, 5, 'write 2'),
    called('x', 3, null, 'write 1'),
    called('r', 6, 7, 'read 1'),
    called('w', 8, 9, 'write 3'),
    called('r', 10, 11, 'read 1'),
  ],
];

const submitted = timed('c', [1, 2], { type: 'submit', job: 'j1' } as Command, { type: 'submitted' });
const noWork = (returnedAt: number): Operation =>
  timed('a', [3, returnedAt], { type: 'lease', worker: 'w1' } as Command, { type: 'noWork' });

/**
 * Histories of the job queue: a lease passes over a free job, which is right only beside another operation; and the clock has
 * moved with an outcome that the model does not give.
 */
export const queueExamples: readonly { readonly history: readonly Operation[]; readonly isLegal: boolean }[] = [
  { history: [submitted, noWork(4)], isLegal: false },
  {
    history: [
      submitted,
      noWork(6),
      timed('b', [4, 5], { type: 'crash', worker: 'w2' } as Command, { type: 'crashed' }),
    ],
    isLegal: true,
  },
  {
    history: [
      { ...submitted, actor: null, command: { type: 'tick', byMs: 5 } as Command, outcome: { type: 'notForward' } },
    ],
    isLegal: false,
  },
];

function called(actor: string, calledAt: number, returnedAt: number | null, text: string): Operation {
  const [type = '', number] = text.split(' ');
  const value = Number(number);
  const command = type === 'read' ? { type } : { type, value };
  const outcome = type === 'read' ? { type: 'value', value } : { type: 'ok' };
  return { actor, calledAt, returnedAt, command, outcome: returnedAt === null ? null : outcome };
}

/** Whether every way of the search finds an order of this history. */
export function isFound(drawn: Drawn, history: readonly Operation[], judge: Judge = linearizing): boolean {
  return ways.every(
    (switches) => finishNow(judge(drawn.model, history, { switches, coreSteps: 0 })).verdict === 'linearizable',
  );
}

/** How many histories were right, and how many were not. Throws where the ways disagree. */
export function agreeOn(
  drawn: Drawn,
  { histories, seed, most, judge = linearizing }: AgreeOptions,
): { legal: number; illegal: number } {
  const counts = { legal: 0, illegal: 0 };
  for (let at = 0; at < histories; at += 1) {
    const { history, isLegal } = judgedHistory(drawn, seed * 1_000_000 + at, most);
    counts[isLegal ? 'legal' : 'illegal'] += 1;
    // Most ways find the same order.
    const shown = new Set<string>();
    for (const switches of ways) {
      const found: Linearization = finishNow(judge(drawn.model, history, { switches, coreSteps: 0 }));
      const isAgreed = found.verdict === (isLegal ? 'linearizable' : 'illegal');
      const order = found.verdict === 'linearizable' && !shown.has(found.order.join()) ? found.order : null;
      const isShown = order === null || isOrder({ model: drawn.model, history }, order);
      if (order !== null) shown.add(order.join());
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
