import { expect, test } from 'vitest';
import { everywhere, noFootprint } from '../../../src/kernel/footprint.ts';
import type { RaceStep } from '../../../src/kernel/race.ts';
import { followSteps } from '../../../src/race/footprint-moves.ts';
import { areDependent } from '../../../src/race/independence.ts';

type Staged = Exclude<RaceStep, { readonly kind: 'call' }>;

const staged = (actor: string, more: Partial<Staged> = {}): RaceStep => ({
  actor,
  kind: 'statement',
  statement: 'SELECT 1',
  answer: 'SELECT 1',
  woken: [],
  waits: [],
  settled: [],
  ...more,
});
const call = (actor: string, settled: readonly string[] = []): RaceStep => ({
  actor,
  kind: 'call',
  command: 'tick',
  settled,
});

test('a command begins with the first move of its actor after the last return', () => {
  const follow = followSteps({ answers: false });
  const steps = [staged('a'), staged('a', { settled: ['a'] }), staged('a'), staged('b', { settled: ['a', 'b'] })];
  const moves = steps.map((step) => follow(step, noFootprint));
  expect(moves.map(({ begins }) => begins)).toEqual([true, false, true, true]);
  expect(moves.map(({ returns }) => returns)).toEqual([false, true, false, true]);
  // The call of `a` went on in the move of `b`.
  expect(moves[3]?.woken).toEqual(['a']);
});

test('a statement waits where it has no answer', () => {
  const follow = followSteps({ answers: false });
  expect(follow(staged('a', { answer: null }), noFootprint).waits).toBe(true);
  expect(follow(staged('b', { woken: ['a'] }), noFootprint)).toMatchObject({ waits: false, woken: ['a'] });
});

test('a call without a statement, such as one of the clock, meets every move', () => {
  const follow = followSteps({ answers: false });
  const [first, tick] = [follow(staged('a'), noFootprint), follow(call('clock', ['clock']), everywhere)];
  expect(tick.footprint).toBe(noFootprint);
  expect([areDependent(first, tick), areDependent(tick, first)]).toEqual([true, true]);
  expect(areDependent(first, follow(staged('b'), noFootprint))).toBe(false);
});

test('with answers as moves the code of clients runs in starts and answers alone', () => {
  const follow = followSteps({ answers: true });
  for (const actor of ['a', 'b', 'c']) follow(call(actor), everywhere);
  const [statement, answer, other] = [
    follow(staged('a'), noFootprint),
    follow(staged('b', { kind: 'answer' }), everywhere),
    follow(staged('c', { kind: 'answer' }), everywhere),
  ];
  expect(areDependent(statement, answer)).toBe(false);
  expect(areDependent(answer, other)).toBe(true);
});
