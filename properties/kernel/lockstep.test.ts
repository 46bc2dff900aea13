import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startLockstep, startSyncLockstep } from '../../src/check/lockstep.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';

/** A state is a number; where a command leads and what it returns is drawn from a table of endings. */
interface Place {
  at: number;
}
type Go = Command & { readonly type: 'a' | 'b' };
type Answer = Outcome & { readonly type: string };
interface Table {
  /** By state and command: at least one ending each. */
  readonly endings: readonly (readonly (readonly { to: number; answer: string }[])[])[];
  readonly shown: readonly string[];
  /** By invariant, the states that violate it. */
  readonly bad: readonly (readonly number[])[];
}

const places = 4;
const types = ['a', 'b'] as const;
const place = fc.nat({ max: places - 1 });
const tables: fc.Arbitrary<Table> = fc.record({
  endings: fc.array(
    fc.array(fc.array(fc.record({ to: place, answer: fc.constantFrom('yes', 'no') }), { minLength: 1, maxLength: 3 }), {
      minLength: types.length,
      maxLength: types.length,
    }),
    { minLength: places, maxLength: places },
  ),
  shown: fc.array(fc.constantFrom('x', 'y'), { minLength: places, maxLength: places }),
  bad: fc.array(fc.uniqueArray(place, { maxLength: 2 }), { minLength: 2, maxLength: 2 }),
});

function modelOf({ endings, shown }: Table): Model<Place, Go, Answer, { shows: string; at: number | null }> {
  const endingsOf = ({ at }: Place, { type }: Go): { state: Place; outcome: Answer }[] =>
    (endings[at]?.[types.indexOf(type)] ?? []).map(({ to, answer }) => ({
      state: { at: to },
      outcome: { type: answer },
    }));
  return {
    name: 'table',
    initial: { at: 0 },
    commands: () => types.map((type) => ({ type })),
    step(draft, command) {
      const [first = expect.fail()] = endingsOf(draft, command);
      draft.at = first.state.at;
      return first.outcome;
    },
    endings: endingsOf,
    // Invariants read the state by this field; a system shows the rest.
    view: ({ at }) => ({ shows: shown[at] ?? '', at: null }),
    invariants: [],
    recovery: () => [],
    settled: [],
  };
}

function byNumber(one: number, other: number): number {
  return one - other;
}

/** What a system answered and showed. */
interface Seen {
  readonly type: 'a' | 'b';
  readonly answer: string;
  readonly shows: string;
  readonly isLooked: boolean;
}

const histories = fc.array(
  fc.record({
    type: fc.constantFrom(...types),
    answer: fc.constantFrom('yes', 'no'),
    shows: fc.constantFrom('x', 'y'),
    isLooked: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Every way through the table that gives this history: the states at its end. Written without the interpreter. */
function waysThrough({ endings, shown }: Table, history: readonly Seen[]): number[] {
  let ways = [0];
  for (const { type, answer, shows, isLooked } of history) {
    ways = ways
      .flatMap((at) => endings[at]?.[types.indexOf(type)] ?? [])
      .filter((ending) => ending.answer === answer)
      .map(({ to }) => to)
      .filter((to) => !isLooked || shown[to] === shows);
  }
  return [...new Set(ways)].toSorted(byNumber);
}

async function lockstepThrough(table: Table, history: readonly Seen[]): Promise<{ left: number[] } | { at: number }> {
  let now: Seen | null = null;
  const system = {
    perform: async (): Promise<Answer> => ({ type: now?.answer ?? '' }),
    view: async () => ({ shows: now?.shows ?? table.shown[0] ?? '', at: null }),
    close: async () => undefined,
  };
  const lockstep = await startLockstep(modelOf(table), system);
  try {
    for (const seen of history) {
      now = seen;
      await (seen.isLooked ? lockstep.perform({ type: seen.type }) : lockstep.performUnseen({ type: seen.type }));
    }
    return { left: lockstep.possible.map(({ at }) => at).toSorted(byNumber) };
  } catch (error) {
    if (!(error instanceof ViolationFound)) throw error;
    return { at: error.violation.at };
  }
}

describe('a lockstep over sets of states', () => {
  test('accepts a history where a search over all endings does, with the same states', async () => {
    let accepted = 0;
    let refused = 0;
    const property = fc.asyncProperty(tables, histories, async (table, history) => {
      const came = await lockstepThrough(table, history);
      const lengths = history.map((_, index) => waysThrough(table, history.slice(0, index + 1)).length);
      const refusedAt = lengths.indexOf(0);
      if (refusedAt >= 0) refused += 1;
      else accepted += 1;
      expect(came).toEqual(refusedAt >= 0 ? { at: refusedAt } : { left: waysThrough(table, history) });
    });
    await fc.assert(property, { seed: 1, numRuns: 2000 });
    expect(Math.min(accepted, refused)).toBeGreaterThan(200);
  });

  test('finds an invariant violated where every way to what is left violates one', async () => {
    let violated = 0;
    const property = fc.asyncProperty(tables, histories, async (table, history) => {
      const model = modelOf(table);
      const seen = history.map((one) => ({ ...one, isLooked: false }));
      const invariants = table.bad.map((states, index) => ({
        id: `I${index}`,
        says: 'It stays out of some states.',
        holds: ({ at }: { at: number | null }) => !states.includes(at ?? -1),
      }));
      const open = { ...model, view: ({ at }: Place) => ({ shows: '', at }), invariants };
      let answer = '';
      const system = {
        perform: async (): Promise<Answer> => ({ type: answer }),
        view: async () => ({ shows: '', at: 0 }),
        close: async () => undefined,
      };
      // Each way with the invariants that were violated on it.
      let ways: { at: number; bad: Set<string> }[] = [{ at: 0, bad: violatedAt(table, 0, new Set()) }];
      const isCertain = (): boolean => ways.length > 0 && ways.every(({ bad }) => bad.size > 0);
      let expected: number | null = isCertain() ? 0 : null;
      for (const [index, { type, answer: own }] of seen.entries()) {
        if (expected !== null) break;
        ways = ways.flatMap(({ at, bad }) =>
          (table.endings[at]?.[types.indexOf(type)] ?? [])
            .filter((ending) => ending.answer === own)
            .map(({ to }) => ({ at: to, bad: violatedAt(table, to, bad) })),
        );
        if (ways.length === 0 || isCertain()) expected = index;
      }
      let found: number | null = null;
      try {
        const lockstep = await startLockstep(open, system);
        for (const one of seen) {
          ({ answer } = one);
          await lockstep.performUnseen({ type: one.type });
        }
      } catch (error) {
        if (!(error instanceof ViolationFound)) throw error;
        if (error.violation.kind === 'invariant') violated += 1;
        found = error.violation.at;
      }
      expect(found).toBe(expected);
    });
    await fc.assert(property, { seed: 2, numRuns: 2000 });
    expect(violated).toBeGreaterThan(200);
  });
});

function violatedAt({ bad }: Table, at: number, before: ReadonlySet<string>): Set<string> {
  return new Set([...before, ...bad.flatMap((states, index) => (states.includes(at) ? [`I${index}`] : []))]);
}

describe('a lockstep without promises', () => {
  const tally: Model<{ value: number }, Command, Outcome, { value: number }> = {
    name: 'tally',
    initial: { value: 1 },
    commands: () => [{ type: 'up' }],
    step(draft, { type }) {
      draft.value += type === 'up' ? 1 : -1;
      return { type: 'done' };
    },
    view: (state) => ({ ...state }),
    invariants: [],
    recovery: ({ value }) => (value > 0 ? [{ type: 'down' }] : []),
    settled: [],
  };
  function system(): { perform(command: Command): Outcome; view(): { value: number } } {
    const state = { value: 1 };
    return { perform: (command) => tally.step(state, command), view: () => ({ ...state }) };
  }
  function foundBy(work: () => void): unknown {
    try {
      work();
    } catch (error) {
      if (error instanceof ViolationFound) return { ...error.violation, commands: error.commands.length };
      throw error;
    }
    return null;
  }

  test('follows a long recovery to its end', () => {
    const lockstep = startSyncLockstep(tally, system());
    for (let count = 0; count < 500; count += 1) lockstep.perform({ type: 'up' });
    expect(foundBy(() => lockstep.recover())).toBeNull();
  });

  test('reports a recovery without an end with the commands before it alone', () => {
    const endless = { ...tally, recovery: (): Command[] => [{ type: 'up' }], longestRecovery: 5 };
    const lockstep = startSyncLockstep(endless, system());
    lockstep.perform({ type: 'up' });
    expect(foundBy(() => lockstep.recover())).toMatchObject({ kind: 'endless', at: 1, commands: 1 });
  });

  test('asks the invariants before the first command', () => {
    const invariants = [
      { id: 'ZERO', says: 'It begins at zero.', holds: ({ value }: { value: number }) => value === 0 },
    ];
    expect(foundBy(() => startSyncLockstep({ ...tally, invariants }, system()))).toMatchObject({ name: 'ZERO', at: 0 });
  });

  test('finds a system that throws, by command and by view', () => {
    const throwing = {
      ...system(),
      perform: (): Outcome => {
        throw new RangeError('too high');
      },
    };
    const lockstep = startSyncLockstep(tally, throwing);
    expect(foundBy(() => lockstep.perform({ type: 'up' }))).toMatchObject({
      kind: 'systemError',
      name: 'RangeError',
      where: 'up',
      details: 'the system threw RangeError: too high',
    });
    const blind = {
      ...system(),
      view: (): { value: number } => {
        throw new TypeError('no view');
      },
    };
    expect(foundBy(() => startSyncLockstep(tally, blind))).toMatchObject({ kind: 'systemError', name: 'TypeError' });
  });
});
