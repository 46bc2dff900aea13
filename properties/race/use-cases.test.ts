import { describe, expect, test } from 'vitest';
import type { BookingView } from '../../src/alphabets/booking.ts';
import { defineModel } from '../../src/kernel/define-model.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject, Policies } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { withUseCases } from '../../src/race/use-cases.ts';
import { booking as bookingSubject } from '../../src/subjects/booking/subject.ts';
import { onStage, schedulesOf } from './engine.ts';

const booking = bookingSubject as unknown as AnySubject;
const { useCases } = booking;
const scope = booking.scopes['small'] ?? {};
const without = (...names: string[]) => ({
  ...allPolicies(booking),
  ...Object.fromEntries(names.map((n) => [n, false])),
});

/** The schedules of two clients that book so many units at once. */
async function bookings(units: number, policies: Policies) {
  const book = (client: string): { actor: string; commands: readonly Command[] } => {
    const first = { type: 'read', client, request: 1, resource: 'r1', units, isHold: false };
    return { actor: client, commands: [{ type: 'book', first } as Command] };
  };
  const race = { before: [], atOnce: [book('c1'), book('c2')] };
  const schedules = await schedulesOf(booking, race, { scope, policies, useCases });
  return schedules.map(({ run, judgement }) => ({ view: run.view as BookingView, judgement }));
}

describe('use cases of booking at once', () => {
  test('are right with all policies on, and a conflict is right only while they overlap', async () => {
    const report = await onStage(booking, { scope, useCases }, (staged) =>
      exploreRaces(staged, { depth: 0, preemptions: 1, maxSchedules: 16 }),
    );
    expect(report.found).toBeNull();
    expect(report.notCounted).toEqual({});
    expect(Object.keys(report.overlapsNeeded)).toEqual(['a booking conflicts with what was written since it read']);
  });

  test('lose an update without the version check at the first preemption', async () => {
    const [first, second, third] = await bookings(1, without('versionCheck'));
    for (const apart of [first, second]) expect(apart?.judgement?.violation).toBeNull();
    expect(third?.judgement?.violation?.kind).toBe('notLinearizable');
    expect(third?.view.resources['r1']?.free).toBe(1);
    expect(third?.view.bookings).toHaveLength(2);
  });

  test('sell more units than there are without the version check and the constraint', async () => {
    const schedules = await bookings(2, without('versionCheck', 'storeConstraint'));
    const wrong = schedules.filter(({ judgement }) => judgement?.violation?.kind === 'notLinearizable');
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong[0]?.view.bookings.map(({ units }) => units)).toEqual([2, 2]);
  });

  test('may be refused by the constraint alone, which is right while they overlap', async () => {
    const schedules = await bookings(2, without('versionCheck'));
    const needed = schedules.flatMap(({ judgement }) => judgement?.overlapsNeeded.map(({ because }) => because) ?? []);
    expect(schedules.filter(({ judgement }) => judgement?.violation !== null)).toEqual([]);
    expect(new Set(needed)).toEqual(new Set(['the database refuses a booking whose decision is out of date']));
  });
});

describe('a use case', () => {
  interface Count {
    n: number;
  }
  const initial: Count = { n: 0 };
  const model = defineModel({
    initial,
    commands: (): Command[] => [{ type: 'add' }, { type: 'look' }],
    step(draft, { type }): Outcome {
      if (type === 'add') draft.n += 1;
      return { type: `${draft.n}` };
    },
    endings: ({ n }, { type }) =>
      [type === 'add' ? n + 1 : n, n].map((next) => ({ state: { n: next }, outcome: { type: `${next}` } })),
    whileOverlapping: ({ n }, { type }) =>
      type === 'add' ? [{ state: { n: n + 5 }, outcome: { type: 'five' }, because: 'five are added at once' }] : [],
    changesNothing: ({ type }) => type === 'look',
  });
  function* addTwice(first: Command): Generator<Command, Outcome, Outcome> {
    yield first;
    return yield { type: 'add' };
  }
  const asked: string[] = [];
  const setup = {
    model,
    laneOf: ({ type }: Command) => type,
    open: async () => ({
      perform: async ({ type }: Command): Promise<Outcome> => ({ type: `${asked.push(type)}` }),
      view: async () => initial,
      close: async () => undefined,
    }),
  } as unknown as Setup<Count, Command, Outcome, Count>;
  const wrapped = withUseCases(setup, {
    twice: { begin: (first) => (first.type === 'add' ? addTwice(first) : null) },
  });
  const twice = { type: 'twice', first: { type: 'add' } };

  test('takes the place of the command with which it begins', () => {
    expect(wrapped.model.commands(initial)).toEqual([twice, { type: 'look' }]);
    expect(wrapped.laneOf(twice)).toBe('add');
  });

  test('is one step of the model, with the outcome that it returns', () => {
    expect(stepOnCopy(wrapped.model, initial, twice)).toEqual({ state: { n: 2 }, outcome: { type: '2' } });
  });

  test('ends in every way in which its commands may end', () => {
    const ends = wrapped.model.endings?.(initial, twice).map(({ state }) => state.n);
    expect(ends?.toSorted((a, b) => a - b)).toEqual([0, 1, 1, 2]);
  });

  test('has the endings of its commands that are right only while they overlap', () => {
    const endings = wrapped.model.whileOverlapping?.(initial, twice) ?? [];
    expect(endings.map(({ state }) => state.n).toSorted((a, b) => a - b)).toEqual([5, 5, 6, 6, 10]);
    expect(new Set(endings.map(({ because }) => because))).toEqual(new Set(['five are added at once']));
  });

  test('makes no claim of its commands', () => {
    expect(wrapped.model.changesNothing?.({ type: 'look' }, { type: '0' })).toBe(true);
    expect(wrapped.model.changesNothing?.({ type: 'twice', first: { type: 'look' } } as Command, { type: '0' })).toBe(
      false,
    );
  });

  test('is carried out by the system command by command', async () => {
    const system = await wrapped.open();
    expect(await system.perform(twice)).toEqual({ type: '2' });
    expect(asked).toEqual(['add', 'add']);
    expect(await system.perform({ type: 'look' })).toEqual({ type: '3' });
  });
});
