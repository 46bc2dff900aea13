import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Command, Model } from '../../src/kernel/model.ts';
import { nextRecovery } from '../../src/kernel/recovery.ts';

interface Marks {
  marks: string[];
}

/** A state is the list of what was done so far; at most three things are done, each on offer with and without a fault. */
function marking(
  commands: readonly Command[],
  parts: Partial<Model<Marks, Command, { type: 'done' }, Marks>>,
): Model<Marks, Command, { type: 'done' }, Marks> {
  return {
    name: 'marking',
    initial: { marks: [] },
    commands: ({ marks }) => (marks.length < 3 ? commands : []),
    step(draft, { type }) {
      draft.marks.push(type);
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [],
    recovery: () => [],
    settled: [],
    ...parts,
  };
}

const never = { id: 'NEVER', says: 'There are never two marks.', holds: ({ marks }: Marks) => marks.length < 2 };

describe('of several minimal runs the simplest is given', () => {
  test('the one with the fewest faults first', async () => {
    const model = marking([{ type: 'a', fault: 'dies' }, { type: 'b' }], { invariants: [never] });
    const [found] = (await explore(model)).violations;
    expect(found?.commands).toEqual([{ type: 'b' }, { type: 'b' }]);
  });

  test('then the run with the fewest context switches, then the first by its text', async () => {
    const mixed = { ...never, holds: ({ marks }: Marks) => marks.length < 2 || new Set(marks).size < 2 };
    const model = marking([{ type: 'a1' }, { type: 'b1' }, { type: 'b2' }], { invariants: [mixed] });
    const [found] = (await explore(model, { laneOf: ({ type }) => type.charAt(0) })).violations;
    expect(found?.commands.map(({ type }) => type)).toEqual(['b1', 'b2']);
    const texts = ({ marks }: Marks): boolean => !['b,a', 'a,z'].includes(marks.join());
    const both = marking(
      ['z', 'b', 'a'].map((type) => ({ type })),
      { invariants: [{ ...never, holds: texts }] },
    );
    const [firstText] = (await explore(both)).violations;
    expect(firstText?.commands.map(({ type }) => type)).toEqual(['a', 'z']);
    const [anySlot] = (await explore(model)).violations;
    expect(anySlot?.commands.map(({ type }) => type)).toEqual(['a1', 'b1']);
  });
});

test('an invariant of steps is violated at the step, with the run to it', async () => {
  const grows = {
    id: 'NO_B_AFTER_A',
    says: 'b never follows a.',
    holdsAcross: (before: Marks, { type }: Command) => type !== 'b' || before.marks.at(-1) !== 'a',
  };
  const [found] = (await explore(marking([{ type: 'a' }, { type: 'b' }], { invariants: [grows] }))).violations;
  expect(found).toMatchObject({
    violation: { kind: 'invariant', name: 'NO_B_AFTER_A', at: 1, side: 'model', details: 'b never follows a.' },
    commands: [{ type: 'a' }, { type: 'b' }],
  });
});

test('an invariant of steps is checked on every edge, also to a known state', async () => {
  const invariants = ['b', 'c'].map((type) => ({
    id: `NO_${type.toUpperCase()}`,
    says: `${type} is never taken.`,
    holdsAcross: (_: Marks, command: Command) => command.type !== type,
  }));
  // All commands lead to one state; the second to it is b, and c leads from it to itself.
  const model = marking([], {
    commands: ({ marks }) => (marks.length === 0 ? [{ type: 'a' }, { type: 'b' }] : [{ type: 'c' }]),
    step(draft) {
      draft.marks = ['done'];
      return { type: 'done' };
    },
    invariants,
  });
  const { violations, distinctStates } = await explore(model);
  expect(distinctStates).toBe(2);
  expect(violations.map(({ violation, commands }) => [violation.name, commands.map(({ type }) => type)])).toEqual([
    ['NO_B', ['b']],
    ['NO_C', ['a', 'c']],
  ]);
});

describe('recovery is followed in every order', () => {
  const clean = { id: 'CLEAN', says: 'It never ends on dirt.', holds: ({ marks }: Marks) => marks.at(-1) !== 'dirt' };

  test('one bad order among good ones is found, and shown', async () => {
    const model = marking([{ type: 'go' }], {
      recovery: ({ marks }) => (marks.length === 1 ? [{ type: 'soap' }, { type: 'dirt' }] : []),
      settled: [clean],
    });
    const [found] = (await explore(model, { maxDepth: 1 })).violations;
    expect(found).toMatchObject({
      violation: { kind: 'settled', name: 'CLEAN', at: 1, side: 'model', details: 'It never ends on dirt.' },
      commands: [{ type: 'go' }],
      recovery: [{ type: 'dirt' }],
    });
  });

  test('one that goes round in a circle is endless', async () => {
    const model = marking([{ type: 'go' }], {
      step(draft, { type }) {
        draft.marks = [type];
        return { type: 'done' };
      },
      recovery: ({ marks }) =>
        marks[0] === 'go' || marks[0] === 'back' ? [{ type: 'forth' }] : marks[0] === 'forth' ? [{ type: 'back' }] : [],
    });
    const [found] = (await explore(model)).violations;
    expect(found).toMatchObject({
      violation: { kind: 'endless', name: 'recovery', at: 1 },
      commands: [{ type: 'go' }],
    });
    expect(found?.recovery).toEqual(['forth', 'back', 'forth'].map((type) => ({ type })));
  });

  describe('where a bound is stated', () => {
    /** A job that others may be served before, so many times. */
    const working = (longestRecovery: number, putOff: number): ReturnType<typeof marking> =>
      marking([{ type: 'go' }], {
        longestRecovery,
        recovery: ({ marks }) => {
          if (!marks.includes('go') || marks.includes('served')) return [];
          const waited = marks.filter((mark) => mark === 'other').length;
          return waited < putOff ? [{ type: 'other' }, { type: 'served' }] : [{ type: 'served' }];
        },
      });

    test('a recovery that starves beyond the bound is a violation, with a longest order', async () => {
      const { violations, longestRecovery } = await explore(working(4, 4));
      expect(longestRecovery).toBe(5);
      expect(violations).toEqual([
        {
          violation: { kind: 'endless', name: 'recovery', at: 1, side: 'model', details: 'no end after 5 commands' },
          commands: [{ type: 'go' }],
          recovery: ['other', 'other', 'other', 'other', 'served'].map((type) => ({ type })),
        },
      ]);
    });

    test('a recovery of just that length is none, and its length is reported', async () => {
      const { violations, longestRecovery } = await explore(working(5, 4));
      expect({ violations, longestRecovery }).toEqual({ violations: [], longestRecovery: 5 });
    });

    test('a random run is cut off there, too', () => {
      const model = working(4, 4);
      const state = { marks: ['go'] };
      expect(nextRecovery(model, state, 3)).toEqual({ type: 'other' });
      expect(nextRecovery(model, state, 4)).toBe('nonTerminating');
    });
  });

  test('no violation is reported where every order ends well', async () => {
    const model = marking([{ type: 'go' }], {
      recovery: ({ marks }) => (marks.length === 1 ? [{ type: 'soap' }] : []),
      settled: [clean],
    });
    expect((await explore(model)).violations).toEqual([]);
  });
});
