import { assert, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import type { Choice } from '../../src/race/schedule.ts';
import { deviationsOf, preemptionsIn, usualChoice } from '../../src/race/schedule.ts';

/** A race of actors that make so many moves each, and never wait. */
function play(moves: Readonly<Record<string, number>>, planned: readonly string[]): Choice[] {
  const left = new Map(Object.entries(moves));
  const choices: Choice[] = [];
  let current: string | null = null;
  for (;;) {
    const options = [...left].filter(([, count]) => count > 0).map(([actor]) => actor);
    const chosen: string | undefined = planned[choices.length] ?? usualChoice(options, current);
    if (chosen === undefined || !options.includes(chosen)) return choices;
    choices.push({ options, chosen, current });
    left.set(chosen, (left.get(chosen) ?? 0) - 1);
    current = chosen;
  }
}

/** By brute force: every order of the moves with at most so many preemptions. */
function ordersOf(moves: Readonly<Record<string, number>>, most: number): string[] {
  const found: string[] = [];
  const visit = (order: readonly string[]): void => {
    const choices = play(moves, order);
    const isWhole = Object.values(moves).reduce((sum, count) => sum + count, 0) === order.length;
    if (isWhole && preemptionsIn(choices) <= most) found.push(order.join(' '));
    if (isWhole) return;
    for (const actor of choices[order.length]?.options ?? []) visit([...order, actor]);
  };
  visit([]);
  return found;
}

test('every schedule with few preemptions comes up exactly once', () => {
  const moves = record({ a: nat(3), b: nat(3), c: nat(2) });
  assert(
    property(moves, nat(3), (counts, most) => {
      const found: string[] = [];
      const waiting: string[][] = [[]];
      for (let planned = waiting.shift(); planned !== undefined; planned = waiting.shift()) {
        const choices = play(counts, planned);
        found.push(choices.map(({ chosen }) => chosen).join(' '));
        waiting.push(...deviationsOf(choices, planned.length, most));
      }
      expect(found.toSorted()).toEqual(ordersOf(counts, most).toSorted());
    }),
    { seed: 1 },
  );
});

test('going on because the present actor waits is no preemption', () => {
  const waits: Choice = { options: ['b'], chosen: 'b', current: 'a' };
  const interrupts: Choice = { options: ['a', 'b'], chosen: 'b', current: 'a' };
  expect(preemptionsIn([waits])).toBe(0);
  expect(preemptionsIn([interrupts])).toBe(1);
});
