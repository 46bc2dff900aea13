import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { digestOfReached, pathTo, reach, reachNow } from '../../src/explore/reach.ts';
import { createStepKinds, stepOf } from '../../src/explore/step-kinds.ts';
import { endingsOf } from '../../src/kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { PathStep, ReachedSteps } from '../../src/kernel/reached.ts';
import { modelOnSystem } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { openModelOfTable } from './open-models.ts';
import type { TableModel } from './random-models.ts';
import { modelOfTable, modelTables } from './random-models.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

const everything = 10_000;

/** The last step of a path, and the class of the state before it. */
function walkPath(model: AnyModel, path: readonly PathStep[]): { step: string; stateClass: string } {
  const { classOf } = createStepKinds();
  let { initial: state } = model;
  let last = { step: '', stateClass: '' };
  for (const [nth, chosen] of path) {
    const enabled = model.commands(state);
    const command = enabled[nth];
    if (command === undefined) throw new Error(`no command ${nth}`);
    const ending = endingsOf(model, state, command)[chosen];
    if (ending === undefined) throw new Error(`no ending ${chosen}`);
    last = { step: stepOf(command, ending.outcome), stateClass: classOf(enabled) };
    ({ state } = ending);
  }
  return last;
}

/** Of each kind of step: how many commands lead to the first one and through it, by a plain search. */
function plainKinds(model: AnyModel): Map<string, number> {
  const { classOf } = createStepKinds();
  const kinds = new Map<string, number>();
  const seen = new Set([JSON.stringify(model.initial)]);
  let level = [model.initial];
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const state of level) {
      const enabled = model.commands(state);
      for (const command of enabled)
        for (const { outcome, state: after } of endingsOf(model, state, command)) {
          const kind = `${stepOf(command, outcome)} in ${classOf(enabled)}`;
          if (!kinds.has(kind)) kinds.set(kind, depth);
          const text = JSON.stringify(after);
          if (!seen.has(text)) next.push(after);
          seen.add(text);
        }
    }
    level = next;
  }
  return kinds;
}

describe('what an exploration reaches', () => {
  test.each([
    ['closed', modelOfTable],
    ['open', openModelOfTable],
  ] as const)('has every kind of step of %s models, each by a shortest path', async (_, modelOf) => {
    await fc.assert(
      fc.asyncProperty(modelTables(12), async (table) => {
        const model = modelOf(table) as unknown as AnyModel;
        const reached = await reach(model, { maxStates: everything });
        const plain = plainKinds(model);
        expect(reached.isWhole).toBe(true);
        expect(new Set(reached.kinds.map(({ step, stateClass }) => `${step} in ${stateClass}`))).toEqual(
          new Set(plain.keys()),
        );
        for (const kind of reached.kinds) {
          const path = pathTo(reached, kind);
          const { step, stateClass } = kind;
          expect(walkPath(model, path)).toEqual({ step, stateClass });
          expect(path).toHaveLength(plain.get(`${step} in ${stateClass}`) ?? -1);
        }
      }),
    );
  });

  test.each(['queue', 'booking', 'authority'])('leads through every scope of %s', (name) => {
    const subject: AnySubject = subjectOf(name);
    for (const scope of Object.values(subject.scopes)) {
      const model = modelOnSystem(subject, { system: 'sqlite', policies: allPolicies(subject), scope });
      const reached = reachNow(model, { maxStates: 100 });
      expect(reached.kinds.length).toBeGreaterThan(5);
      for (const kind of reached.kinds) {
        const { step, stateClass } = kind;
        expect(walkPath(model, pathTo(reached, kind))).toEqual({ step, stateClass });
      }
    }
  });

  test('counts the states and outcomes of a whole exploration', async () => {
    await fc.assert(
      fc.asyncProperty(modelTables(12), async (table) => {
        const model = modelOfTable(table);
        const { states, outcomes } = await reach(model, { maxStates: everything });
        const all = await explore(model, { symmetry: false });
        expect({ states, outcomes }).toEqual({ states: all.distinctStates, outcomes: all.outcomes });
      }),
    );
  });

  test('is the beginning of what a larger bound reaches', () => {
    fc.assert(
      fc.property(modelTables(12), fc.integer({ min: 1, max: 12 }), (table, bound) => {
        const model = modelOfTable(table);
        const pathsIn = (reached: ReachedSteps): object[] =>
          reached.kinds
            .filter(({ at }) => at < bound)
            .map((kind) => ({ kind: `${kind.step} in ${kind.stateClass}`, path: pathTo(reached, kind) }));
        expect(pathsIn(reachNow(model, { maxStates: bound }))).toEqual(
          pathsIn(reachNow(model, { maxStates: everything })),
        );
        expect(reachNow(model, { maxStates: bound }).kinds.every(({ at }) => at < bound)).toBe(true);
      }),
    );
  });

  test('ends at the bound of states, and says so', async () => {
    const endless: AnyModel = {
      ...(modelOfTable(emptyTable) as unknown as AnyModel),
      initial: { at: 0 },
      commands: () => [{ type: 'up' }, { type: 'down' }],
      step: (draft, { type }) => {
        (draft as { at: number }).at += type === 'up' ? 1 : -1;
        return { type };
      },
    };
    expect(await reach(endless, { maxStates: 30 })).toMatchObject({ states: 30, isWhole: false });
    expect(reachNow(endless, { maxStates: 30 })).toEqual(await reach(endless, { maxStates: 30 }));
    const wide = { ...endless, commands: () => Array.from({ length: 100 }, (_, nth) => ({ type: 'up', nth })) };
    expect(reachNow(wide, { maxStates: 100 })).toMatchObject({ states: 12, isWhole: false });
  });

  test('keeps what it found where the model throws, or the signal is aborted', async () => {
    const table = modelOfTable(emptyTable) as unknown as AnyModel;
    const throwing: AnyModel = {
      ...table,
      commands: () => [{ type: 'go' }],
      step: (draft) => {
        const count = draft as { at: number };
        if (count.at === 3) throw new TypeError('no fourth');
        count.at += 1;
        return { type: 'went' };
      },
    };
    expect(await reach(throwing, { maxStates: 30 })).toMatchObject({ states: 3, outcomes: { go: { went: 3 } } });
    const signal = AbortSignal.abort();
    expect(await reach(table, { maxStates: 30, signal })).toMatchObject({ states: 0, isWhole: false, kinds: [] });
  });

  test('has a digest that changes with what was found', () => {
    const one = reachNow(tableTo(1), { maxStates: 10 });
    expect(digestOfReached(one)).toBe(digestOfReached(reachNow(tableTo(1), { maxStates: 10 })));
    expect(digestOfReached(one)).not.toBe(digestOfReached(reachNow(tableTo(2), { maxStates: 10 })));
  });
});

const emptyTable = {
  commands: [],
  recoveries: [],
  violatingStates: [],
  violatingSteps: [],
  violatingEnds: [],
  longestRecovery: null,
};

function tableTo(to: number): TableModel {
  return modelOfTable({ ...emptyTable, commands: [[{ type: 'go', to }], [], [{ type: 'stay', to: 2 }]] });
}

describe('the class of a state', () => {
  const command = fc.record({ type: fc.constantFrom('a', 'b', 'a+b'), fault: fc.constantFrom(undefined, 'x', 'b') });
  const many = fc.record({ type: fc.integer({ min: 0, max: 100 }).map((nth) => `t${nth}`) });
  const commands = fc.array(fc.oneof(command, many), { maxLength: 60 }) as fc.Arbitrary<Command[]>;

  test('is another one where a name has the characters between names', () => {
    const classes = [
      [{ type: 'a+b' }],
      [{ type: 'a', fault: 'b' }],
      [{ type: 'a' }, { type: 'b' }],
      [{ type: 'a b' }],
      [{ type: 'a%20b' }],
    ].map((enabled) => createStepKinds().classOf(enabled));
    expect(new Set(classes).size).toBe(classes.length);
  });

  test('is the set of the types and faults that are enabled, whichever came first', () => {
    fc.assert(
      fc.property(commands, commands, commands, (before, one, other) => {
        const { classOf } = createStepKinds();
        classOf(before);
        const setOf = (list: readonly Command[]): string[] =>
          [...new Set(list.map(({ type, fault = '' }) => JSON.stringify([type, fault])))].toSorted();
        const isSame = JSON.stringify(setOf(one)) === JSON.stringify(setOf(other));
        expect(classOf(one) === classOf(other)).toBe(isSame);
        expect(createStepKinds().classOf(one)).toBe(classOf(one));
        expect(classOf(one.toReversed())).toBe(classOf(one));
      }),
    );
  });
});
