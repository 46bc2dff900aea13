import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { explore } from '../../src/explore/explore.ts';
import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';

type Command = { readonly type: 'add' | 'take'; readonly worker?: string; readonly fault?: string };
interface State {
  value: number;
}

const counter = {
  initial: { value: 0 },
  commands: ({ value }: State): readonly Command[] =>
    value < 3 ? [{ type: 'add', worker: 'w1' }] : [{ type: 'take' }],
  step(draft: State, { type }: Command): { readonly type: 'done' } {
    draft.value += type === 'add' ? 1 : -1;
    return { type: 'done' };
  },
};

async function openCounter(): Promise<{
  perform(command: Command): Promise<{ readonly type: 'done' }>;
  view(): Promise<State>;
  close(): Promise<void>;
}> {
  const state = { value: 0 };
  return {
    perform: async (command) => counter.step(state, command),
    view: async () => ({ ...state }),
    close: async () => {},
  };
}

test('a model without a name of its own has the name of its subject', () => {
  const nameOf = (model: typeof counter & { readonly name?: string }): string =>
    defineSubject({ name: 'seats', model: () => defineModel(model), system: openCounter }).model({}, {}).name;
  expect([nameOf(counter), nameOf({ ...counter, name: 'rows' })]).toEqual(['seats', 'rows']);
});

describe('a model that is defined by initial, commands and step', () => {
  test('shows its state, asks no invariant and has no recovery', () => {
    const model = defineModel(counter);
    expect(model.view({ value: 2 })).toEqual({ value: 2 });
    expect([model.invariants, model.settled, model.recovery({ value: 2 })]).toEqual([[], [], []]);
  });

  test('takes invariants by name, as predicates or with a sentence', async () => {
    const model = defineModel({
      ...counter,
      invariants: {
        small: ({ value }) => value < 3,
        even: { says: 'The value is even.', holds: ({ value }) => value % 2 === 0 },
        grows: { says: 'It grows.', holdsAcross: (before, _command, _outcome, after) => after.value > before.value },
      },
      settled: { positive: ({ value }) => value > 0 },
    });
    expect(model.invariants.map(({ id, says }) => [id, says])).toEqual([
      ['small', 'small'],
      ['even', 'The value is even.'],
      ['grows', 'It grows.'],
    ]);
    const { violations } = await explore(model);
    expect(violations.map(({ violation, commands }) => [violation.name, commands.length])).toEqual([
      ['even', 1],
      ['grows', 4],
      ['positive', 0],
      ['small', 3],
    ]);
  });

  test('keeps a view, a recovery and lists of invariants of its own', () => {
    const holds = (): boolean => true;
    const model = defineModel({
      ...counter,
      name: 'mine',
      view: ({ value }) => ({ double: 2 * value }),
      recovery: () => [{ type: 'take' }],
      invariants: [{ id: 'I1', says: 'It holds.', holds }],
      settled: [{ id: 'I2', says: 'It holds.', holds }],
    });
    expect([model.name, model.view({ value: 2 }), model.recovery({ value: 0 })]).toEqual([
      'mine',
      { double: 4 },
      [{ type: 'take' }],
    ]);
    expect([...model.invariants, ...model.settled].map(({ id }) => id)).toEqual(['I1', 'I2']);
  });
});

describe('a subject that is defined by a name, a model and a system', () => {
  const subject = defineSubject({ name: 'counter', model: counter, system: openCounter });

  test('has one scope, no policy, and a model of its name', () => {
    expect(subject).toMatchObject({
      policies: {},
      scopes: { default: {} },
      defaultScope: 'default',
      coverageGoals: [],
    });
    expect(subject.model({}, {}).name).toBe('counter');
    expect(subject.systems.map(({ name }) => name)).toEqual(['system']);
  });

  test('is checked', async () => {
    const options = { system: 'system', policies: {}, scope: {}, runs: 20, length: 10, seed: 1 };
    expect(await check(subject, options)).toMatchObject({ verdict: 'holds', runs: 20 });
  });

  test('has a narration from the JSON of commands, outcomes and views', () => {
    const { narration } = subject;
    expect(narration.lanes({})).toEqual(['w1', 'run', 'state']);
    expect(narration.laneOf({ type: 'add', worker: 'w1' })).toBe('w1');
    expect(narration.laneOf({ type: 'take' })).toBe('run');
    expect(narration.format({ type: 'add', worker: 'w1', fault: 'crash' })).toBe('add ✗ crash');
    expect(narration.answer({ type: 'done' })).toBe('done');
    expect(narration.changes({ value: 1 }, { value: 2 })).toEqual(['value: 1 → 2']);
    const [one, other] = [
      { value: 1, keys: ['a'] },
      { value: 1, keys: ['a', 'b'] },
    ];
    expect([narration.changes(one, other), narration.changes(other, other)]).toEqual([['keys.1: nothing → "b"'], []]);
  });
});

test('a subject has the policies, scopes and systems that its definition names', async () => {
  const { name: _name, ...rest } = defineSubject({
    name: 'limited',
    model: ({ cap }, { most }) => ({ ...counter, invariants: { capped: ({ value }) => !cap || value <= most } }),
    policies: { cap: { does: 'The value is capped.', protects: ['capped'] } },
    scopes: { small: { most: 3 }, large: { most: 9 } },
    defaultScope: 'large',
    systems: [{ name: 'memory', open: openCounter }],
    generation: { weights: { add: 2 }, faultRate: 0 },
  });
  expect(allPolicies(rest)).toEqual({ cap: true });
  expect(rest).toMatchObject({ defaultScope: 'large', generation: { weights: { add: 2 }, faultRate: 0 } });
  expect(rest.systems.map(({ name }) => name)).toEqual(['memory']);
  const holds = async (most: number): Promise<number> =>
    (await explore(rest.model({ cap: true }, { most }))).violations.length;
  expect([await holds(3), await holds(2)]).toEqual([0, 1]);
  // @ts-expect-error: the subject has no such policy
  rest.model({ cape: true }, { most: 3 });
});

describe('the generation of a subject', () => {
  const definition = { name: 'counter', model: counter, system: openCounter };

  test('has defaults for what the definition leaves out', () => {
    const { generation } = defineSubject({ ...definition, generation: { weights: { take: 3 } } });
    expect(generation).toEqual({ weights: { take: 3 }, faultRate: 0.15 });
  });

  test('gives the arbitraries of arguments to the model, and keeps none of them', () => {
    const worker = fc.string();
    const subject = defineSubject({ ...definition, generation: { arguments: { add: { worker } } } });
    expect(subject.model({}, {}).drawn).toEqual({ add: { worker } });
    expect(subject.generation).toEqual({ weights: {}, faultRate: 0.15 });
  });

  test('has types for the arguments: the command, the field, and the value', () => {
    // @ts-expect-error: no command is a jump
    defineSubject({ ...definition, generation: { arguments: { jump: { worker: fc.string() } } } });
    // @ts-expect-error: the command has no amount
    defineSubject({ ...definition, generation: { arguments: { add: { amount: fc.nat() } } } });
    // @ts-expect-error: a worker is no number
    const { model } = defineSubject({ ...definition, generation: { arguments: { add: { worker: fc.nat() } } } });
    expect(Object.keys(model({}, {}).drawn?.['add'] ?? {})).toEqual(['worker']);
  });
});
