import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/kernel/operation.ts';
import { linearizeRound } from '../../src/linearize/linearize.ts';
import type { HistoryModel } from '../../src/linearize/specification.ts';
import { countedEndings, hasOrder, isOrder, overlappedActors } from './brute-force.ts';
import type { Chance } from './histories.ts';
import { chanceFrom, randomHistory, withOneChange } from './histories.ts';
import type { Drawn } from './models.ts';
import { drawnModels, registers } from './models.ts';

interface Rows {
  drawn: number;
  rows: { id: number; by: string }[];
}
type Shown = Pick<Rows, 'rows'>;
type RowCommand = { readonly type: 'add'; readonly by: string } | { readonly type: 'remove'; readonly id: number };
type RowOutcome = { readonly type: 'added'; readonly id: number } | { readonly type: 'removed' | 'noSuchRow' };

/** A table whose rows are numbered. */
const table: HistoryModel<Rows, RowCommand, RowOutcome, Shown> = {
  initial: { drawn: 0, rows: [] },
  step(draft, command) {
    if (command.type === 'add') {
      draft.drawn += 1;
      draft.rows.push({ id: draft.drawn, by: command.by });
      return { type: 'added', id: draft.drawn };
    }
    const at = draft.rows.findIndex(({ id }) => id === command.id);
    if (at < 0) return { type: 'noSuchRow' };
    draft.rows.splice(at, 1);
    return { type: 'removed' };
  },
  view: ({ rows }) => ({ rows }),
};

function draw({ drawn }: Rows, actor: string, chance: Chance): RowCommand {
  return chance(2) === 0 ? { type: 'add', by: actor } : { type: 'remove', id: 1 + chance(drawn + 1) };
}

type RowOperation = Operation<RowCommand, RowOutcome>;

function renamed(history: readonly RowOperation[], nameFor: (id: number) => number): RowOperation[] {
  return history.map((one) => ({
    ...one,
    command: one.command.type === 'remove' ? { ...one.command, id: nameFor(one.command.id) } : one.command,
    outcome: one.outcome?.type === 'added' ? { ...one.outcome, id: nameFor(one.outcome.id) } : one.outcome,
  }));
}

/** Every way to give each of these names another one of the model's, or one that the model never draws. */
function* renamings(
  names: readonly number[],
  most: number,
  taken: ReadonlyMap<number, number>,
): Generator<Map<number, number>> {
  const [first, ...others] = names;
  if (first === undefined) {
    yield new Map(taken);
    return;
  }
  yield* renamings(others, most, new Map([...taken, [first, 1_000 + first]]));
  for (let name = 1; name <= most; name += 1)
    if (![...taken.values()].includes(name)) yield* renamings(others, most, new Map([...taken, [first, name]]));
}

/** By brute force: some renaming of the names makes the history one of the model. */
function hasOrderUpToNames(history: readonly RowOperation[]): boolean {
  const names = new Set<number>();
  renamed(history, (id) => (names.add(id), id));
  const most = history.filter(({ command }) => command.type === 'add').length;
  for (const renaming of renamings([...names], most, new Map()))
    if (hasOrder({ model: table, history: renamed(history, (id) => renaming.get(id) ?? id) })) return true;
  return false;
}

const naming = { drawnNames: ['id'], unordered: ['rows'] };

test('a history of drawn names has an order exactly if some renaming of it has one', async () => {
  const verdicts = { linearizable: 0, illegal: 0 };
  for (let seed = 1; seed <= 120; seed += 1) {
    const chance = chanceFrom(seed);
    const plan = { model: table, draw, actors: 3, operations: 5, pending: 20 };
    const right = randomHistory(plan, chance);
    const offset = 10 + chance(5);
    // Ids with gaps, in another order than that of the model.
    const asDrawn = renamed(right, (id) => offset + ((id * 7) % 11));
    const history = seed % 2 === 0 ? asDrawn : (withOneChange(asDrawn, asDrawn, chance) ?? asDrawn);
    const { linearization } = await linearizeRound(table, history, { naming, coreSteps: 0, findsEnds: 'none' });
    expect(linearization.verdict, JSON.stringify(history)).toBe(
      hasOrderUpToNames(history) ? 'linearizable' : 'illegal',
    );
    verdicts[linearization.verdict as keyof typeof verdicts] += 1;
  }
  expect(verdicts.illegal).toBeGreaterThan(10);
});

describe('a look at rest', () => {
  const add = (by: string, calledAt: number, returnedAt: number, id: number): RowOperation => ({
    actor: by,
    calledAt,
    returnedAt,
    command: { type: 'add', by },
    outcome: { type: 'added', id },
  });
  const history = [add('a', 0, 3, 70), add('b', 1, 2, 50)];
  const verdict = async (seen: unknown, shape = naming): Promise<string> => {
    const look = { seen: seen as Shown };
    return (await linearizeRound(table, history, { naming: shape, look, coreSteps: 0, findsEnds: 'none' }))
      .linearization.verdict;
  };
  const [ofA, ofB] = [
    { id: 70, by: 'a' },
    { by: 'b', id: 50 },
  ];

  test('fits up to names, whatever the order of rows that has no meaning', async () => {
    expect(await verdict({ rows: [ofA, ofB] })).toBe('linearizable');
    expect(await verdict({ rows: [ofB, ofA] })).toBe('linearizable');
  });

  test('does not fit with another name, a row too many, or a row too few', async () => {
    for (const rows of [
      [
        { ...ofA, id: 50 },
        { ...ofB, id: 70 },
      ],
      [ofA, ofB, ofB],
      [ofA],
      [ofA, { ...ofB, id: 60 }],
    ])
      expect(await verdict({ rows })).toBe('illegal');
  });

  test('does not fit where two rows have one name', async () => {
    const lost: RowOperation = { ...add('c', 0, 1, 0), returnedAt: null, outcome: null };
    const judge = async (id: number): Promise<string> => {
      const options = {
        naming,
        look: { seen: { rows: [ofA, { id, by: 'c' }] } },
        coreSteps: 0,
        findsEnds: 'none' as const,
      };
      return (await linearizeRound(table, [add('a', 0, 1, 70), lost], options)).linearization.verdict;
    };
    expect(await judge(50)).toBe('linearizable');
    expect(await judge(70)).toBe('illegal');
  });

  test('fits in the order of the rows alone where that order has a meaning', async () => {
    const late = [add('a', 0, 1, 70), add('b', 2, 3, 50)];
    const judge = async (rows: Rows['rows'], unordered: readonly string[] = []): Promise<string> => {
      const options = {
        naming: { drawnNames: ['id'], unordered },
        look: { seen: { rows } },
        coreSteps: 0,
        findsEnds: 'none' as const,
      };
      return (await linearizeRound(table, late, options)).linearization.verdict;
    };
    expect(await judge([ofA, ofB])).toBe('linearizable');
    expect(await judge([ofB, ofA])).toBe('illegal');
    expect(await judge([ofB, ofA], ['rows'])).toBe('linearizable');
  });
});

/** A text in which the order of keys does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** Every order of every part of these indexes. */
function* ordersOf(left: readonly number[]): Generator<number[]> {
  yield [];
  for (const one of left) for (const others of ordersOf(left.filter((index) => index !== one))) yield [one, ...others];
}

/** By brute force: every state in which an order ends. */
function endsByBruteForce({ model }: Drawn, history: readonly Operation[]): Set<string> {
  const ends = new Set<string>();
  const overlapped = overlappedActors(history);
  for (const order of ordersOf(history.map((_, index) => index))) {
    if (!isOrder({ model, history }, order)) continue;
    let states: unknown[] = [model.initial];
    for (const index of order) {
      const operation = history[index];
      if (operation === undefined) continue;
      states = states.flatMap((state) => {
        const endings = countedEndings(model, state, operation.command, overlapped[index]);
        return endings
          .filter(
            ({ outcome }) =>
              operation.outcome === null || JSON.stringify(outcome) === JSON.stringify(operation.outcome),
          )
          .map((ending) => ending.state as unknown);
      });
    }
    for (const state of states) ends.add(canonical(state));
  }
  return ends;
}

test.each(drawnModels.map((drawn) => [drawn.name, drawn] as const))(
  'the ends of a round of the %s are those of all its orders',
  async (_name, drawn) => {
    let several = 0;
    for (let seed = 1; seed <= 25; seed += 1) {
      const plan = { model: drawn.model, draw: drawn.draw, actors: 3, operations: 5, pending: 30 };
      const history = randomHistory(plan, chanceFrom(seed));
      const { ends } = await linearizeRound(drawn.model, history, { naming: {}, findsEnds: 'all' });
      const found = new Set(ends?.map(({ state }) => canonical(state)));
      expect(found, JSON.stringify(history)).toEqual(endsByBruteForce(drawn, history));
      if (found.size > 1) several += 1;
    }
    expect(several).toBeGreaterThan(0);
  },
);

test('a round begins in any of the states in which the last one may have ended', async () => {
  const write = (value: number): Operation => ({
    actor: `a${value}`,
    calledAt: 0,
    returnedAt: 1,
    command: { type: 'write', value } as Operation['command'],
    outcome: { type: 'ok' },
  });
  const first = [write(1), write(2)];
  const { ends } = await linearizeRound(registers.model, first, { naming: {}, findsEnds: 'all' });
  const read = (value: number): Operation => ({
    ...write(0),
    command: { type: 'read' },
    outcome: { type: 'value', value } as Operation['outcome'],
  });
  const verdicts = [];
  for (const value of [1, 2, 3]) {
    const { linearization } = await linearizeRound(registers.model, [read(value)], {
      naming: {},
      coreSteps: 0,
      findsEnds: 'none',
      initial: ends ?? [],
    });
    verdicts.push(linearization.verdict);
  }
  expect(verdicts).toEqual(['linearizable', 'linearizable', 'illegal']);
});

test('rows that two actors draw at once have one end, whichever the model draws first', async () => {
  const add = (by: string, id: number): RowOperation => ({
    actor: by,
    calledAt: 0,
    returnedAt: 1,
    command: { type: 'add', by },
    outcome: { type: 'added', id },
  });
  const { ends } = await linearizeRound(table, [add('a', 70), add('b', 50)], { naming, findsEnds: 'all' });
  expect(ends).toHaveLength(1);
  const [{ state, names } = { state: null, names: [] }] = ends ?? [];
  const ofSystem = state?.rows.map(({ id, by }) => [by, new Map(names).get(id)]);
  expect(Object.fromEntries(ofSystem ?? [])).toEqual({ a: 70, b: 50 });
});

test.each(drawnModels.map((drawn) => [drawn.name, drawn] as const))(
  'the ends that one order of a round of the %s has are among all ends',
  async (_name, drawn) => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const plan = { model: drawn.model, draw: drawn.draw, actors: 3, operations: 5, pending: 30 };
      const history = randomHistory(plan, chanceFrom(seed));
      const { ends: all } = await linearizeRound(drawn.model, history, { naming: {}, findsEnds: 'all' });
      const { ends: some } = await linearizeRound(drawn.model, history, { naming: {}, findsEnds: 'some' });
      const known = new Set(all?.map(({ state }) => canonical(state)));
      expect(some?.length).toBeGreaterThan(0);
      for (const { state } of some ?? []) expect(known.has(canonical(state)), JSON.stringify(history)).toBe(true);
      // With what is seen in one of the ends, only ends that show it are left.
      const seen = drawn.model.view?.(all?.at(-1)?.state) ?? all?.at(-1)?.state;
      const { ends: left } = await linearizeRound(drawn.model, history, {
        naming: {},
        findsEnds: 'some',
        look: { seen },
      });
      expect(left?.length).toBeGreaterThan(0);
      for (const { state } of left ?? []) expect(canonical(drawn.model.view?.(state) ?? state)).toBe(canonical(seen));
    }
  },
);
