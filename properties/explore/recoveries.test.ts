import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

interface Place {
  at: string;
}

interface Go extends Command {
  readonly type: 'go';
  readonly to: string;
}

type Ways = Readonly<Record<string, readonly string[]>>;

/** A state is a place, and a command goes to another one: `ways` and `recoveries` say where to from each place. */
function places(
  ways: Ways,
  recoveries: Ways,
  parts: Partial<Model<Place, Go, Outcome, Place>> = {},
): Model<Place, Go, Outcome, Place> {
  const commandsOf = (map: Ways, { at }: Place): Go[] => (map[at] ?? []).map((to) => ({ type: 'go', to }));
  return {
    name: 'places',
    initial: { at: 'start' },
    commands: (state) => commandsOf(ways, state),
    step(draft, { to }) {
      draft.at = to;
      return { type: 'gone' };
    },
    view: (state) => state,
    invariants: [],
    recovery: (state) => commandsOf(recoveries, state),
    settled: [],
    ...parts,
  };
}

describe('distinguishes any number of settled invariants', () => {
  /** Each has a bad place of its own. */
  const invariants = (count: number): Model<Place, Go, Outcome, Place>['settled'] =>
    Array.from({ length: count }, (_, at) => ({
      id: `S${at}`,
      says: `Recovery never ends at place ${at}.`,
      holds: (place) => place.at !== `place ${at}` && place.at !== 'everywhere',
    }));

  test.each([
    [1, 0],
    [31, 30],
    [32, 31],
    [33, 32],
    [40, 34],
    [40, 2],
    [100, 99],
  ])('of %i the one with index %i is violated, and no other', async (count, at) => {
    const model = places(
      { start: ['hurt'] },
      { hurt: ['healing'], healing: [`place ${at}`] },
      { settled: invariants(count) },
    );
    const { violations, longestRecovery } = await explore(model);
    expect(
      violations.map(({ violation, commands, recovery }) => [
        violation.kind,
        violation.name,
        commands.length,
        recovery?.at(-1)?.to,
      ]),
    ).toEqual([['settled', `S${at}`, 1, `place ${at}`]]);
    expect(longestRecovery).toBe(2);
  });

  test.each([31, 32, 33, 64, 65])('all of %i are violated, and the recovery ends all the same', async (count) => {
    const model = places({ start: ['hurt'] }, { hurt: ['everywhere'] }, { settled: invariants(count) });
    const { violations, longestRecovery } = await explore(model);
    expect(violations.map(({ violation }) => violation.name).toSorted()).toEqual(
      invariants(count)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(violations.every(({ violation, commands }) => violation.kind === 'settled' && commands.length === 1)).toBe(
      true,
    );
    expect(longestRecovery).toBe(1);
  });

  test('two orders of recovery that end in different places show what both violate', async () => {
    const model = places({ start: ['hurt'] }, { hurt: ['place 3', 'place 35'] }, { settled: invariants(40) });
    const { violations } = await explore(model);
    expect(violations.map(({ violation, recovery }) => [violation.name, recovery?.map(({ to }) => to)])).toEqual([
      ['S3', ['place 3']],
      ['S35', ['place 35']],
    ]);
  });
});

const calm = { id: 'CALM', says: 'Recovery never ends in a storm.', holds: ({ at }: Place) => at !== 'storm' };

describe('a settled invariant is asked where recovery is empty, and nowhere else', () => {
  test('a state without recovery that violates it is a violation by itself', async () => {
    const { violations } = await explore(places({ start: ['storm'] }, {}, { settled: [calm] }));
    expect(violations).toMatchObject([
      { violation: { kind: 'settled', name: 'CALM' }, commands: { length: 1 }, recovery: [] },
    ]);
  });

  test('a state on the way may violate it', async () => {
    const recoveries = { hurt: ['storm'], storm: ['calm'] };
    const model = places({ start: ['hurt'], hurt: ['storm'] }, recoveries, { settled: [calm] });
    expect(await explore(model)).toMatchObject({ violations: [], longestRecovery: 2 });
  });

  test('the shortest recovery to a violation passes through violating states to its end', async () => {
    const stormy = { id: 'STORMY', says: 'Recovery ends in a storm.', holds: ({ at }: Place) => at === 'storm' };
    const recoveries = { hurt: ['a', 'b'], a: ['c'], b: ['storm'], c: ['calm'] };
    const { violations } = await explore(
      places({ start: ['hurt'], hurt: ['storm'] }, recoveries, { settled: [stormy] }),
    );
    expect(violations).toMatchObject([{ violation: { name: 'STORMY' }, commands: [] }]);
    const [fromHurt] = (await explore(places({}, recoveries, { settled: [stormy], initial: { at: 'hurt' } })))
      .violations;
    expect(fromHurt?.recovery?.map(({ to }) => to)).toEqual(['a', 'c', 'calm']);
  });
});

describe('a recovery that is too long', () => {
  interface Count {
    left: number;
  }

  type Down = Command & { readonly type: 'begin' | 'down' };

  /** The recovery counts down from a number; beyond every number where that is infinite. */
  function countdown(from: number, bound: number | undefined): Model<Count, Down, Outcome, Count> {
    return {
      name: 'countdown',
      initial: { left: 0 },
      commands: ({ left }) => (left === 0 ? [{ type: 'begin' }] : []),
      step(draft, { type }) {
        draft.left = type === 'begin' ? Math.min(from, 1_000_000) : draft.left - 1;
        if (from === Infinity && type === 'down') draft.left += 2;
        return { type: 'done' };
      },
      view: (state) => state,
      invariants: [],
      recovery: ({ left }) => (left > 0 ? [{ type: 'down' }] : []),
      settled: [{ id: 'ANY', says: 'Recovery ends anywhere.', holds: () => true }],
      ...(bound !== undefined && { longestRecovery: bound }),
    };
  }

  const explored = async (from: number, bound?: number): Promise<unknown> => {
    const { violations, longestRecovery } = await explore(countdown(from, bound), { maxDepth: 1 });
    return {
      longestRecovery,
      violations: violations.map(({ violation, recovery }) => [violation.kind, recovery?.length]),
    };
  };

  test.each([
    [2_000, undefined],
    [7, 7],
    [2_500, 2_500],
  ])('%i commands are not too many where the bound is %s', async (length, bound) => {
    expect(await explored(length, bound)).toEqual({ longestRecovery: length, violations: [] });
  });

  test.each([
    [2_001, undefined],
    [8, 7],
    [2_501, 2_500],
  ])('%i commands are too many where the bound is %s', async (length, bound) => {
    expect(await explored(length, bound)).toMatchObject({ violations: [['endless', length]] });
  });

  test('one that goes to ever new states is cut off', async () => {
    expect(await explored(Infinity)).toEqual({ longestRecovery: null, violations: [['endless', 2_001]] });
  });

  test('is no violation of its own at the bound, where a settled invariant is violated', async () => {
    const model = places({ start: ['hurt'] }, { hurt: ['storm'] }, { settled: [calm], longestRecovery: 1 });
    expect((await explore(model)).violations).toMatchObject([{ violation: { kind: 'settled', name: 'CALM' } }]);
  });
});

describe('a recovery that goes round in a circle', () => {
  test.each([
    ['of one state', { hurt: ['hurt'] }, ['hurt']],
    ['of two states', { hurt: ['forth'], forth: ['hurt'] }, ['forth', 'hurt']],
    ['with a way out', { hurt: ['forth'], forth: ['calm', 'hurt'] }, ['forth', 'hurt']],
    ['with a way out that is asked first', { hurt: ['calm', 'forth'], forth: ['hurt', 'calm'] }, ['forth', 'hurt']],
    ['behind other commands', { hurt: ['a'], a: ['b'], b: ['c'], c: ['b'] }, ['a', 'b', 'c', 'b']],
  ])('%s is no recovery that ends', async (_, recoveries: Ways, recovery) => {
    const { violations, longestRecovery } = await explore(places({ start: ['hurt'] }, recoveries));
    expect(violations).toMatchObject([{ violation: { kind: 'endless', name: 'recovery' }, commands: { length: 1 } }]);
    expect(violations[0]?.recovery?.map(({ to }) => to)).toEqual(recovery);
    expect(longestRecovery).toBeNull();
  });

  test('does not hide what is violated where another order ends', async () => {
    const model = places({ start: ['hurt'] }, { hurt: ['forth'], forth: ['hurt', 'storm'] }, { settled: [calm] });
    const { violations } = await explore(model);
    expect(violations.map(({ violation, commands }) => [violation.kind, violation.name, commands.length])).toEqual([
      ['settled', 'CALM', 1],
      ['endless', 'recovery', 1],
    ]);
    expect(violations[0]?.recovery?.map(({ to }) => to)).toEqual(['forth', 'storm']);
  });

  test('leads from each of its states to the same ends, shown with the fewest faults', async () => {
    const model = places(
      {},
      { one: ['two'], two: ['three', 'one'], three: ['two', 'one', 'storm'] },
      { settled: [calm] },
    );
    const to = (place: string, fault?: string): Go => ({
      type: 'go',
      to: place,
      ...(fault !== undefined && { fault }),
    });
    const commands = ({ at }: Place): Go[] =>
      at === 'start' ? [to('one', 'crash'), to('two', 'crash'), to('three')] : [];
    const inOtherOrder = (state: Place): Go[] =>
      commands(state)
        .toReversed()
        .map(({ to: place }, at) => to(place, at === 2 ? undefined : 'crash'));
    for (const [enabled, least] of [
      [commands, 'three'],
      [inOtherOrder, 'one'],
    ] as const) {
      const [settled, circle] = (await explore({ ...model, commands: enabled })).violations;
      expect(settled).toMatchObject({ violation: { name: 'CALM' }, commands: [{ to: least }] });
      expect(circle).toMatchObject({ violation: { name: 'recovery' }, commands: [{ to: least }] });
    }
  });

  test('is not one where two orders come to the same state', async () => {
    const model = places({ start: ['hurt'] }, { hurt: ['a', 'b'], a: ['calm'], b: ['a', 'calm'] }, { settled: [calm] });
    expect(await explore(model)).toMatchObject({ violations: [], longestRecovery: 3 });
  });
});

describe('a command of recovery with several endings', () => {
  /** From `hurt`, a recovery leads to `healed` or to `worse`, and from there to the place in `onwards`. */
  const open = (onwards: string): Model<Place, Go, Outcome, Place> =>
    places(
      { start: ['hurt'] },
      { hurt: ['healed'], worse: [onwards] },
      {
        endings: (_, { to }) =>
          (to === 'healed' ? [to, 'worse'] : [to]).map((at) => ({ state: { at }, outcome: { type: 'gone' } })),
        settled: [{ id: 'ALIVE', says: 'Recovery never ends in death.', holds: ({ at }) => at !== 'dead' }],
      },
    );

  test('is followed into each of them', async () => {
    const { violations, longestRecovery } = await explore(open('dead'));
    expect(longestRecovery).toBe(2);
    expect(violations).toMatchObject([
      {
        violation: { kind: 'settled', name: 'ALIVE' },
        commands: [{ to: 'hurt' }],
        recovery: [{ to: 'healed' }, { to: 'dead' }],
      },
    ]);
  });

  test('has no end where one of them leads back', async () => {
    const { violations } = await explore(open('hurt'));
    expect(violations).toMatchObject([
      { violation: { kind: 'endless' }, recovery: [{ to: 'healed' }, { to: 'hurt' }] },
    ]);
  });
});
