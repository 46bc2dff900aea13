import { describe, expect, test } from 'vitest';
import { auditSteps } from '../../src/explore/audit-steps.ts';
import { auditSymmetry } from '../../src/explore/audit-symmetry.ts';
import { spaceOf } from '../../src/explore/space.ts';
import { usualCauses } from '../../src/kernel/audit.ts';
import { finishNow } from '../../src/kernel/event-loop.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Ending, Model, Outcome } from '../../src/kernel/model.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';

interface Cell {
  value: number;
  log: { n: number }[];
}

type CellModel = Model<Cell, Command, Outcome, unknown>;

const cell: CellModel = {
  name: 'cell',
  initial: { value: 0, log: [] },
  commands: () => [{ type: 'set' }, { type: 'add' }],
  step(draft, { type }) {
    if (type === 'set') draft.value = 7;
    else draft.log.push({ n: draft.value });
    return { type: 'done' };
  },
  view: ({ value }) => ({ value }),
  invariants: [],
  recovery: () => [{ type: 'set' }],
  settled: [],
};

describe('an audit of the steps from a state', () => {
  function audit(change: Partial<CellModel>, state?: Cell): void {
    const model = { ...cell, ...change };
    const space = spaceOf(model, { symmetry: false, distances: false, seed: 0 });
    finishNow(auditSteps(model, space, state ?? space.initial));
  }

  /** Something else each time. */
  const count = ((): (() => number) => {
    let counted = 0;
    return () => (counted += 1);
  })();

  test('has nothing to say of a model that is a function of its state', () => {
    expect(() => audit({})).not.toThrow();
  });

  let kept: Cell | undefined;
  let last: { n: number } | undefined;

  test.each<[string, Partial<CellModel>]>([
    ['gives two answers for its enabled commands', { commands: () => [{ type: `set ${count()}` }] }],
    [
      'its list of enabled commands changes the state, which it should only read,',
      { commands: (state) => (state.log.push({ n: 1 }), [{ type: 'set' }]) },
    ],
    ['gives two answers for its view', { view: count }],
    ['its view changes the state, which it should only read,', { view: (state) => (state.log.push({ n: 1 }), 0) }],
    ['gives two answers for its recovery', { recovery: () => [{ type: `set ${count()}` }] }],
    [
      'its recovery changes the state, which it should only read,',
      { recovery: (state) => (state.log.push({ n: 1 }), []) },
    ],
    [
      'gives two answers to {"type":"set"}',
      {
        step(draft, { type }) {
          if (type === 'set') draft.value = count();
          return { type: 'done' };
        },
      },
    ],
    [
      'a step changes the state, which it should only read,',
      {
        commands: (state) => ((kept = state), [{ type: 'set' }]),
        step(draft) {
          draft.value = 7;
          if (kept !== undefined) kept.value += 1;
          return { type: 'done' };
        },
      },
    ],
    [
      'later changes the result of {"type":"set"}',
      {
        commands: () => [{ type: 'set' }],
        step(draft) {
          if (last !== undefined) last.n += 1;
          last = { n: 0 };
          draft.log = [last];
          return { type: 'done' };
        },
      },
    ],
  ])('names a model that %s', (what, change) => {
    const message = `the model of cell ${what} in {"value":0,"log":[]}; ${usualCauses}`;
    expect(() => audit(change)).toThrow(new UnsoundModel(message));
  });

  test('names what is no JSON', () => {
    expect(() => audit({}, { value: 0.5, log: [] })).toThrow(
      /^the state of the model of cell, at value, .* safe integers,/,
    );
    expect(() => audit({ view: () => new Map() })).toThrow(
      /^the view of the model of cell is a Map, which is no JSON: /,
    );
    const step = (): Outcome & { readonly at: Date } => ({ type: 'done', at: new Date(0) });
    expect(() => audit({ step })).toThrow(/^the outcome of set on the model of cell, at at, is /);
  });

  describe('of a model with claims about histories', () => {
    const changed = (outcome: string): Ending<Cell, Outcome> => ({
      state: { value: 1, log: [] },
      outcome: { type: outcome },
    });
    const changedBy =
      (changing: string): CellModel['step'] =>
      (draft, { type }) => {
        const outcome = { type: `was ${draft.value}` };
        if (type === changing) draft.value = 7;
        return outcome;
      };
    const cellLost = ({ type }: Command, outcome: Outcome): boolean => type === 'add' && outcome.type === 'lost';

    test('has nothing to say where they are true', () => {
      expect(() => audit({ changesNothing: () => false, partition: () => null })).not.toThrow();
    });

    test.each<[what: string, claim: Partial<CellModel>, says: string]>([
      [
        'a step that changes a state',
        { changesNothing: ({ type }) => type === 'add' },
        '{"type":"add"} with the outcome {"type":"done"} changes a state, against changesNothing',
      ],
      [
        'another ending that changes a state',
        {
          changesNothing: cellLost,
          endings: (state, command) => [stepOnCopy(cell, state, command), changed('lost')],
        },
        '{"type":"add"} with the outcome {"type":"lost"} changes a state, against changesNothing',
      ],
      [
        'an ending beside another operation that changes a state',
        { changesNothing: cellLost, whileOverlapping: () => [{ ...changed('lost'), because: 'it is lost' }] },
        '{"type":"add"} with the outcome {"type":"lost"} changes a state, against changesNothing',
      ],
      [
        'an add that sees a set without a common key',
        { partition: ({ type }) => [type], step: changedBy('set') },
        '{"type":"set"} and {"type":"add"} have no common key, and in the other order {"type":"add"} has another outcome',
      ],
      [
        'a set that sees an add without a common key',
        { partition: ({ type }) => [type], step: changedBy('add') },
        '{"type":"add"} and {"type":"set"} have no common key, and in the other order {"type":"set"} has another outcome',
      ],
      [
        'fewer keys of an unknown outcome',
        { partition: (_, outcome) => (outcome === null ? [] : ['cell']) },
        '{"type":"set"} with the outcome {"type":"done"} touches cell, which partition leaves out where the outcome is unknown',
      ],
    ])('names %s', (_, claim, says) => {
      const message = `a claim of the model of cell about histories is false: ${says}, in {"value":0,"log":[]}`;
      expect(() => audit(claim)).toThrow(new UnsoundModel(message));
    });
  });

  describe('with several endings', () => {
    const done = { type: 'done' };
    const endingsOf = (state: Cell, command: Command): Ending<Cell, Outcome>[] => [
      { state, outcome: { type: 'lost' } },
      stepOnCopy(cell, state, command),
    ];

    test('has nothing to say where the ending of the step is one of them', () => {
      expect(() => audit({ endings: endingsOf })).not.toThrow();
    });

    test.each<[string, NonNullable<CellModel['endings']>]>([
      [
        'leaves the ending of step out of the endings of {"type":"add"}',
        (state, command) => (command.type === 'set' ? endingsOf(state, command) : [{ state, outcome: done }]),
      ],
      [
        'gives two answers for the endings of {"type":"set"}',
        (state, command) => [...endingsOf(state, command), { state, outcome: { type: `done ${count()}` } }],
      ],
      [
        'its list of endings changes the state, which it should only read,',
        (state, command) => (state.log.splice(0, 9, { n: 1 }), [stepOnCopy(cell, { value: 0, log: [] }, command)]),
      ],
    ])('names a model that %s', (what, endings) => {
      const step: CellModel['step'] = (draft, command) => {
        // The ending of the step does not depend on what the list of endings does to the state.
        draft.log = [];
        return cell.step(draft, command);
      };
      const message = `the model of cell ${what} in {"value":0,"log":[]}; ${usualCauses}`;
      expect(() => audit({ endings, step })).toThrow(new UnsoundModel(message));
    });

    test('names an ending that is no JSON', () => {
      const dated = { ...done, at: new Date(0) };
      expect(() => audit({ endings: (state, one) => [...endingsOf(state, one), { state, outcome: dated }] })).toThrow(
        /^the outcome of set on the model of cell, at at, is /,
      );
      const half = { value: 0.5, log: [] };
      expect(() => audit({ endings: (...of) => [...endingsOf(...of), { state: half, outcome: done }] })).toThrow(
        /^the state of the model of cell, at value, .* safe integers,/,
      );
    });
  });
});

interface Room {
  nowMs: number;
  /** Who is in it. */
  inside: Record<string, boolean>;
  /** When it is locked. */
  lockedMs: number;
}

interface Enter extends Command {
  readonly type: 'enter' | 'wait';
  readonly who?: string;
}

type RoomModel = Model<Room, Enter, Outcome, Room>;

const names = ['ann', 'bob', 'cid'];

const room: RoomModel = {
  name: 'room',
  initial: { nowMs: 0, inside: { ann: true, bob: false, cid: false }, lockedMs: 90 },
  // The keys of a command are in another order for one of them.
  commands: () => [
    { type: 'wait' },
    ...names.map((who): Enter => (who === 'bob' ? { who, type: 'enter' } : { type: 'enter', who })),
  ],
  step(draft, { type, who }) {
    if (type === 'wait') draft.nowMs += 5;
    else if (who !== undefined) draft.inside[who] = true;
    return { type: 'done' };
  },
  view: (state) => state,
  invariants: [
    { id: 'OCCUPIED', says: 'A room is occupied.', holds: ({ inside }) => Object.values(inside).includes(true) },
    { id: 'ACROSS', says: 'It is a room.', holdsAcross: () => true },
  ],
  recovery: () => [],
  settled: [],
  symmetry: [names],
  instants: (state) => ({ clock: [state, 'nowMs'], deadlines: [[state, 'lockedMs']] }),
};

describe('an audit of the symmetry of a state', () => {
  test('has nothing to say of a model that treats all names alike, or that names none', () => {
    expect(() => finishNow(auditSymmetry(room, room.initial))).not.toThrow();
    const { symmetry: _, ...unnamed } = room;
    expect(() => finishNow(auditSymmetry({ ...unnamed, commands: () => [] }, room.initial))).not.toThrow();
  });

  const isNot = (who: string) => (state: Room) => state.inside[who] !== true;

  test.each<[string, string, Partial<RoomModel>]>([
    [
      'ann and bob',
      'their enabled commands differ',
      { commands: (state) => (isNot('ann')(state) ? [] : room.commands(state)) },
    ],
    [
      'ann and bob',
      '[["type","enter"],["who","bob"]] is not enabled for the other',
      { commands: () => [{ type: 'enter', who: 'ann' }] },
    ],
    [
      'bob and cid',
      '[["type","enter"],["who","cid"]] treats them differently',
      {
        step: (draft, command) => {
          if (command.who === 'cid') draft.lockedMs += 1;
          return room.step(draft, { ...command, who: 'ann' });
        },
        initial: { ...room.initial, inside: { ann: true, bob: true, cid: true } },
        commands: () =>
          names
            .slice(1)
            .toReversed()
            .map((who) => ({ type: 'enter', who })),
        symmetry: [['bob', 'cid']],
      },
    ],
    [
      'ann and bob',
      'NOT_ANN is not the same for both',
      { invariants: [{ id: 'NOT_ANN', says: '', holds: isNot('ann') }] },
    ],
    [
      'ann and bob',
      'NOT_BOB is not the same for both',
      { settled: [{ id: 'NOT_BOB', says: '', holds: isNot('bob') }] },
    ],
  ])('names %s where %s', (who, what, change) => {
    const model = { ...room, ...change };
    const message =
      `the model of room says that ${who} are interchangeable, but ${what} in ${JSON.stringify(model.initial)}; ` +
      'the usual causes are an order by name, a name within a longer text, and a set that is kept as a sorted list';
    expect(() => finishNow(auditSymmetry(model, model.initial))).toThrow(new UnsoundModel(message));
  });

  /** Of `enter`, the endings in which one of these has come in as well. */
  const entering = (others: (who: string) => readonly string[]): RoomModel => ({
    ...room,
    commands: () =>
      names
        .slice(0, 2)
        .toReversed()
        .map((who) => ({ type: 'enter', who })),
    initial: { ...room.initial, inside: { ann: false, bob: false, cid: false } },
    endings: (state, command) =>
      others(command.who ?? '').map((other) => ({
        state: { ...state, inside: { ...state.inside, [other]: true } },
        outcome: { type: 'done' },
      })),
    symmetry: [['ann', 'bob']],
  });

  test('takes endings for the same that differ by a shift of all instants alone', () => {
    const step: RoomModel['step'] = (draft, command) => {
      const lateMs = command.who === 'bob' ? 5 : 0;
      draft.nowMs += lateMs;
      draft.lockedMs += lateMs;
      return room.step(draft, command);
    };
    expect(() => finishNow(auditSymmetry({ ...room, step }, room.initial))).not.toThrow();
  });

  test('compares the endings of a command in any order', () => {
    const model = entering(() => names);
    expect(() => finishNow(auditSymmetry(model, model.initial))).not.toThrow();
  });

  test.each<[string, (who: string) => readonly string[]]>([
    ['of which one has more', (who) => (who === 'ann' ? ['ann', 'bob'] : ['bob'])],
    ['of which one is another', (who) => (who === 'ann' ? ['ann', 'bob'] : ['bob', 'cid'])],
  ])('names a command with endings %s for the other', (_, others) => {
    const model = entering(others);
    expect(() => finishNow(auditSymmetry(model, model.initial))).toThrow(
      'are interchangeable, but [["type","enter"],["who","bob"]] treats them differently in',
    );
  });
});
