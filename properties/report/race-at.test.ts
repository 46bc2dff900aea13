import { expect, test } from 'vitest';
import { raceAt, renderRaceAt } from '../../src/report/race-at.ts';

type Call = { readonly type: string };

const call = (type: string): Call => ({ type });
const statement = (actor: string, text: string) => ({
  actor,
  kind: 'statement' as const,
  statement: text,
  settled: [],
});

/** Two actors and the clock: b waits for a, whose commit wakes it, and b has a second command. */
const race = {
  atOnce: [
    { actor: 'a', commands: [call('take')] },
    { actor: 'b', commands: [call('take'), call('give')] },
    { actor: 'clock', commands: [call('tick')] },
  ],
  moves: [
    { ...statement('a', 'UPDATE seats'), answer: 'UPDATE 1' },
    { ...statement('b', 'UPDATE seats'), answer: null, waits: [{ actor: 'b', for: ['a'] }] },
    { actor: 'clock', kind: 'call' as const, command: 'tick', settled: ['clock'] },
    { ...statement('a', 'COMMIT'), kind: 'commit' as const, answer: 'COMMIT', woken: ['b'], settled: ['a', 'b'] },
    { ...statement('b', 'SELECT 1'), answer: 'none', cut: 'before' as const, settled: ['b'] },
  ],
  outcomes: [
    { actor: 'clock', outcome: { type: 'ticked' } },
    { actor: 'a', outcome: { type: 'taken' } },
    { actor: 'b', outcome: { type: 'late' } },
    { actor: 'b', thrown: 'Lost: the connection' },
  ],
  view: { seats: 1 },
};
const words = { format: ({ type }: Call) => type, answer: (outcome: unknown) => (outcome as Call).type };
const at = (step: number): string[] => renderRaceAt(raceAt(race, step), words);

test('no actor has begun before the first move', () => {
  expect(at(0)).toEqual([
    'before the first of 5 moves',
    'a      take: not begun, next: UPDATE seats',
    'b      take: not begun, next: UPDATE seats',
    'clock  tick: not begun, next: tick',
  ]);
});

test('an actor waits for the one that holds the lock', () => {
  expect(at(2)).toEqual([
    'after move 2 of 5, by b: UPDATE seats → waits',
    'a      take: under way, next: COMMIT',
    'b      take: waits for a',
    'clock  tick: not begun, next: tick',
  ]);
});

test('an actor that is woken may end its command by the move of another one', () => {
  expect(at(3).slice(-1)).toEqual(['clock  tick → ticked']);
  expect(at(4)).toEqual([
    'after move 4 of 5, by a: COMMIT → COMMIT, which wakes b',
    'a      take → taken',
    'b      take → late',
    '       give: not begun, next: SELECT 1, cut before',
    'clock  tick → ticked',
  ]);
});

test('the last move comes with the view, and a cut with its place', () => {
  expect(at(5)).toEqual([
    'after move 5 of 5, by b: SELECT 1, cut before → none',
    'a      take → taken',
    'b      take → late',
    '       give → throws Lost: the connection',
    'clock  tick → ticked',
    'in the end: {seats: 1}',
  ]);
  expect(raceAt(race, 4).view).toBeNull();
});

test('an actor that makes no move any more says so', () => {
  const [first, second] = race.moves;
  const moves = [first, second && { ...second, waits: [] }].filter((move) => move !== undefined);
  const hanging = { ...race, moves };
  expect(renderRaceAt(raceAt(hanging, 2), words)[2]).toBe('b      take: under way, makes no move any more');
});
