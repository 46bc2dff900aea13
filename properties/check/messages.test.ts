import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { replay } from '../../src/check/replay.ts';
import { sweep } from '../../src/check/sweep.ts';
import { ablate } from '../../src/explore/ablate.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { explore } from '../../src/explore/explore.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { shows } from '../../src/minimise/violations.ts';
import { aTrace } from '../corpus/traces.ts';
import type { CounterSubject } from './counter.ts';
import { counterModel, counterSubject, counterSystem } from './counter.ts';

const usual = { system: 'plain', policies: { floor: true }, scope: { most: 3 }, runs: 3, length: 5, seed: 1 };
type CounterModel = ReturnType<typeof counterModel>;

/** The counter with a model that was changed. */
function changed(change: (model: CounterModel) => Partial<CounterModel>): CounterSubject {
  return {
    ...counterSubject(counterSystem),
    scopes: { usual: usual.scope },
    coverageGoals: [],
    model(policies, scope) {
      const model = counterModel(policies, scope);
      return { ...model, ...change(model) };
    },
  };
}

class Row {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
}

const trace = aTrace({
  policies: { floor: true },
  scope: { most: 3 },
  commands: [{ type: 'up' }, { type: 'up' }],
  violation: { kind: 'invariant', name: 'FLOOR', at: 1 },
});

/** Every engine, over one subject. */
const engines: Readonly<Record<string, (subject: CounterSubject) => Promise<unknown>>> = {
  check: (subject) => check(subject, usual),
  replay: (subject) => replay(subject, trace),
  explore: (subject) => explore(subject.model(usual.policies, usual.scope)),
  ablate: (subject) => ablate(subject, { atOnce: 1, maxStates: 100 }),
  drive: (subject) => driveEdges(setUp(subject, usual), { maxStates: 100 }),
  minimise: async (subject) =>
    shows(subject.model(usual.policies, usual.scope), [{ type: 'up' }], { kind: 'invariant', name: 'FLOOR' }),
  sweep: async (subject) => {
    const { model, open } = setUp(subject, usual);
    const failpoints = { watch: () => undefined };
    return sweep(
      {
        model: { ...model, stateShowing: (view) => view },
        open: async () => ({ ...(await open()), failpoints }),
      },
      [{ type: 'up' }, { type: 'up' }],
    );
  },
};

describe.each(Object.keys(engines))('%s stops with one line', (name) => {
  const run = (subject: CounterSubject): Promise<unknown> => (engines[name] ?? expect.fail())(subject);

  test.each<[string, (model: CounterModel) => CounterModel['step'], RegExp]>([
    [
      'that throws',
      () => () => {
        throw new RangeError('no such\nrow');
      },
      /^the model of counter throws at \{"type":"(up|down)"\}: RangeError: no such; step has to answer every command/,
    ],
    [
      'that is async',
      ({ step }) => (async (...args: Parameters<typeof step>) => step(...args)) as never,
      /is async|must not be async/,
    ],
    [
      'that returns nothing',
      () => (() => undefined) as never,
      /gives no outcome for \{"type":"(up|down)"\}: step has to return a record with a type/,
    ],
    ['that returns a text', () => (() => 'moved') as never, /gives no outcome for \{"type":"(up|down)"\}/],
  ])('at a step %s', async (_, step, line) => {
    const subject = changed((model) => ({ step: step(model) }));
    const message = await run(subject).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toMatch(line);
    expect(message.split('\n')).toHaveLength(1);
  });
});

describe.each(Object.keys(engines).filter((name) => name !== 'minimise'))('%s names', (name) => {
  const run = (subject: CounterSubject): Promise<unknown> => (engines[name] ?? expect.fail())(subject);

  test('a model whose commands come in another order each time', async () => {
    let turn = 0;
    const subject = changed(({ commands }) => ({
      commands: (state) => ((turn += 1) % 2 === 0 ? commands(state) : [...commands(state)].toReversed()),
    }));
    await expect(run(subject)).rejects.toThrow(/the model of counter gives two answers for its enabled commands/);
  });

  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'undefined'],
    ['NaN', Number.NaN, 'the number NaN'],
    ['-0', -0, '-0'],
    ['a BigInt', 5n, 'the BigInt 5n'],
    ['a Date', new Date(0), 'a Date'],
    ['a Map', new Map(), 'a Map'],
    ['a class instance', new Row(1), 'a Row'],
    ['a symbol', Symbol('s'), 'the symbol Symbol(s)'],
  ])('a view of the model with %s, by its place', async (_, value, what) => {
    const subject = changed(() => ({ view: ({ value: own }) => ({ value: own, rows: [1, { at: value }] }) as never }));
    const same = { ...subject, systems: [{ name: 'plain', open: async () => sameView(value) }] };
    await expect(run(same as never)).rejects.toThrow(`at rows.1.at, is ${what}, which is no JSON`);
  });
});

/** A system that shows the same value that is no JSON, which must not pass for agreement. */
function sameView(value: unknown): ReturnType<typeof counterSystem> {
  const system = counterSystem();
  return {
    ...system,
    view: async () => ({ ...(await system.view()), rows: [1, { at: value }] }) as never,
  };
}

describe('the comparison of a model and a system', () => {
  async function detailsOf(view: (value: number) => unknown, change: Partial<CounterModel> = {}): Promise<string> {
    const subject = counterSubject(() => {
      const system = counterSystem();
      return { ...system, view: async () => view((await system.view()).value) as never };
    });
    const model: CounterSubject['model'] = (policies, scope) => ({ ...counterModel(policies, scope), ...change });
    const { verdict, counterexample } = await check({ ...subject, model }, { ...usual, scope: { most: 10 } });
    expect(verdict).toBe('violated');
    return counterexample?.violation.details ?? '';
  }

  test('does not take a Map of the system for an empty record of the model', async () => {
    const blank = { invariants: [], settled: [], view: () => ({}) as never };
    expect(await detailsOf(() => new Map(), blank)).toBe('the view of the system is a Map, which is no JSON');
  });

  test.each<[string, (value: number) => unknown, string]>([
    ['undefined beside what the model shows', (value) => ({ value, more: undefined }), 'at more, is undefined'],
    ['a BigInt in place of a number', (value) => ({ value: BigInt(value) }), 'at value, is the BigInt 0n'],
    ['a value that contains itself', () => cycle(), 'at inside, is a value that contains itself'],
  ])('names %s as what the system shows', async (_, view, line) => {
    expect(await detailsOf(view)).toContain(line);
  });

  test('names an outcome of the system that is no JSON', async () => {
    const subject = counterSubject(() => ({
      ...counterSystem(),
      perform: async () => ({ type: 'moved', at: new Date(0) }) as never,
    }));
    const { counterexample } = await check(subject, { ...usual, scope: { most: 10 } });
    expect(counterexample?.violation.details).toMatch(
      /^the outcome of (up|down) on the system, at at, is a Date, which is no JSON$/,
    );
  });

  test('names a number of the state that is no safe integer', async () => {
    const subject = changed(() => ({ initial: { value: 0.5 } }));
    await expect(check(subject, usual)).rejects.toThrow(
      'is the number 0.5, which is no JSON: use records, arrays, texts, safe integers',
    );
  });
});

function cycle(): unknown {
  const value: Record<string, unknown> = {};
  value['inside'] = value;
  return value;
}

describe('a set-up that cannot be', () => {
  test.each<[string, object, RegExp]>([
    [
      'a name in the place of a scope',
      { scope: 'medium' },
      /scope of counter is 'medium': it has to be a record, such as \{"most":10\}/,
    ],
    ['no policies', { policies: undefined }, /policies of counter is missing: it has to be a record/],
    ['no runs', { runs: undefined }, /runs is missing: it has to be a whole number from 1/],
    ['runs that are no whole number', { runs: 2.5 }, /runs is 2\.5: it has to be a whole number from 1/],
    ['no length', { length: undefined }, /length is missing/],
    ['a length of nothing', { length: 0 }, /length is 0/],
  ])('is named in one line: %s', async (_, options, line) => {
    const wrong = { ...usual, scope: { most: 10 }, ...options };
    await expect(check(counterSubject(counterSystem), wrong)).rejects.toThrow(line);
  });

  test('is a policy with a scope that the subject lacks, for check and ablate', async () => {
    const subject = counterSubject(counterSystem);
    const { floor } = subject.policies;
    const wrong = { ...subject, policies: { floor: { ...floor, scope: 'storm' } } };
    const line = "the policy 'floor' names the scope 'storm', and there is usual";
    await expect(check(wrong, { ...usual, scope: { most: 10 } })).rejects.toThrow(line);
    await expect(ablate(wrong, { atOnce: 1, maxStates: 100 })).rejects.toThrow(line);
  });
});

describe('a check that shows nothing is not green', () => {
  test('where no run takes a command', async () => {
    const subject = changed(() => ({ commands: () => [] }));
    expect(await check(subject, usual)).toMatchObject({
      verdict: 'inconclusive',
      commands: 0,
      missedGoals: ['a command is taken'],
    });
  });

  test('and says how many invariants it asked', async () => {
    const bare = changed(() => ({ invariants: [], settled: [] }));
    expect(await check(bare, usual)).toMatchObject({ verdict: 'holds', invariants: 0 });
    expect(
      await check(
        changed(() => ({})),
        usual,
      ),
    ).toMatchObject({ invariants: 3 });
  });
});

describe('an invariant that throws is named, with the view', () => {
  const throwing = (): never => {
    throw new TypeError('no such row\nat line 2');
  };

  test.each<[string, Partial<CounterModel>, RegExp]>([
    [
      'of a state',
      { invariants: [{ id: 'ROWS', says: 'It has rows.', holds: ({ value }) => value < 1 || throwing() }] },
      /^the invariant ROWS throws TypeError: no such row, in \{"value":1\}$/,
    ],
    [
      'of a step',
      {
        invariants: [
          { id: 'MOVES', says: 'It moves.', holdsAcross: (_, __, ___, after) => after.value < 1 || throwing() },
        ],
      },
      /^the invariant MOVES throws TypeError: no such row, in \{"value":1\}$/,
    ],
    [
      'of the end',
      { invariants: [], settled: [{ id: 'ENDS', says: 'It ends.', holds: throwing }] },
      /^the invariant ENDS throws TypeError: no such row, in \{"value":0\}$/,
    ],
  ])('%s, by check and by explore', async (_, change, message) => {
    const subject = counterSubject(counterSystem);
    const model: CounterSubject['model'] = (policies, scope) => ({ ...counterModel(policies, scope), ...change });
    await expect(check({ ...subject, model }, { ...usual, scope: { most: 10 } })).rejects.toThrow(message);
    await expect(explore(model({ floor: true }, { most: 3 }))).rejects.toThrow(message);
  });
});
