import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { judgeRun } from '../../src/race/judge-run.ts';
import type { RaceRun } from '../../src/race/run-race.ts';

type Book = { readonly type: 'book'; readonly guest: string };
type Booked = { readonly type: string };
interface Show {
  guests: string[];
}

const initial: Show = { guests: [] };

/** A show with two seats, the second of which goes to a guest only while another one books. */
const model = defineModel({
  initial,
  commands: (): Book[] => [],
  step(draft, { guest }): Booked {
    if (draft.guests.length > 0) return { type: 'full' };
    draft.guests.push(guest);
    return { type: 'booked' };
  },
  whileOverlapping: ({ guests }, { guest }) => [
    { state: { guests: [...guests, guest] }, outcome: { type: 'booked' }, because: 'two seats are sold at once' },
  ],
  invariants: { twoSeats: ({ guests }) => guests.length <= 2 },
});

type ShowRun = RaceRun<Book, Booked, Show>;

const run = (outcomes: readonly string[], guests: readonly string[], change: Partial<ShowRun> = {}): ShowRun => ({
  steps: [],
  choices: [],
  before: [],
  operations: outcomes.map((type, at) => ({
    actor: `g${at}`,
    calledAt: at,
    returnedAt: 10 + at,
    command: { type: 'book', guest: `g${at}` },
    outcome: { type },
  })),
  view: { guests: [...guests] },
  thrown: [],
  hanging: [],
  faults: [],
  isFromStart: true,
  ...change,
});

const start = [{ state: model.initial, names: [] }];
const recovered = { recovery: [], violation: null };
const judge = (made: ShowRun): ReturnType<typeof judgeRun> => judgeRun({ model }, start, made, async () => recovered);

test('outcomes and view of an order of the commands are right', async () => {
  expect(await judge(run(['full', 'booked'], ['g1']))).toEqual({
    violation: null,
    overlapsNeeded: [],
    recovery: [],
    isOpen: false,
  });
});

test('a view that no order ends in is wrong, although its outcomes are right', async () => {
  expect((await judge(run(['full', 'booked'], ['g0']))).violation?.kind).toBe('notLinearizable');
  expect((await judge(run(['full', 'booked'], []))).violation?.kind).toBe('notLinearizable');
});

test('an ending that is right only while commands overlap is counted', async () => {
  const { violation, overlapsNeeded } = await judge(run(['booked', 'booked'], ['g0', 'g1']));
  expect(violation).toBeNull();
  expect(overlapsNeeded.map(({ because }) => because)).toEqual(['two seats are sold at once']);
});

test('an ending that violates an invariant does not count, also while commands overlap', async () => {
  const { violation } = await judge(run(['booked', 'booked', 'booked'], ['g0', 'g1', 'g2']));
  expect(violation?.kind).toBe('notLinearizable');
});

test('a command that throws, and a command that does not settle, are wrong', async () => {
  const threw = run(['booked'], ['g0'], { thrown: [{ actor: 'g1', message: 'error: deadlock detected' }] });
  expect((await judge(threw)).violation).toEqual({ kind: 'threw', details: 'g1: error: deadlock detected' });
  expect((await judge(run(['booked'], ['g0'], { hanging: ['g1'] }))).violation?.kind).toBe('hangs');
});

test('a recovery that goes wrong is a violation of a race that is right', async () => {
  const wrong = { ...recovered, violation: { kind: 'recovery', details: 'book in the recovery' } } as const;
  const { violation } = await judgeRun({ model }, start, run(['full', 'booked'], ['g1']), async () => wrong);
  expect(violation?.kind).toBe('recovery');
});

test('a settled invariant that commands in order violate too is reported as such', async () => {
  const unsettled = { ...recovered, violation: { kind: 'settled', details: 'one guest is left' } } as const;
  const judged = async (outcomes: readonly string[], guests: readonly string[]) =>
    (await judgeRun({ model }, start, run(outcomes, guests), async () => unsettled)).violation?.details;
  expect(await judged(['full', 'booked'], ['g1'])).toMatch(/one after the other \(faultbook check\)$/);
  expect(await judged(['booked', 'booked'], ['g0', 'g1'])).toBe('one guest is left');
});

test('a recovery begins in every state in which the race may have ended, and no other', async () => {
  const begun: unknown[] = [];
  await judgeRun({ model }, start, run(['full', 'booked'], ['g1']), async (ends) => {
    begun.push(...ends.map(({ state }) => state));
    return recovered;
  });
  expect(begun).toEqual([{ guests: ['g1'] }]);
});
