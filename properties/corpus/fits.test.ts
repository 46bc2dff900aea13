import { describe, expect, test } from 'vitest';
import type { QueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import {
  changesSince,
  mismatchesOfCommands,
  mismatchesOfSetUp,
  mismatchesOfViolation,
  outcomesOf,
} from '../../src/corpus/fits.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { aTrace } from '../corpus/traces.ts';

const scope = { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 };
const policies = allPolicies(queue) as QueuePolicies;
const model = queueModel(policies, scope);
const fitting: Trace = aTrace({ subject: 'queue', system: 'sqlite', policies, scope });

describe('what a trace is set up with', () => {
  test('fits', () => {
    expect(mismatchesOfSetUp(subjectOf('queue'), fitting)).toEqual([]);
  });

  test.each<[Partial<Trace>, RegExp]>([
    [
      { system: 'oracle' },
      /^queue has no system 'oracle'; its systems are sqlite, sqlite-file, postgres, postgres-cut, processes$/,
    ],
    [{ policies: { ...policies, magic: true } }, /^'magic' is no policy of queue$/],
    [
      { policies: Object.fromEntries(Object.entries(policies).filter(([name]) => name !== 'commitBoundary')) },
      /^'commitBoundary' is a policy of queue, and is missing$/,
    ],
    [{ scope: { ...scope, seats: 1 } }, /^'seats' is no size of queue’s scopes$/],
    [
      { scope: Object.fromEntries(Object.entries(scope).filter(([name]) => name !== 'faults')) },
      /^'faults' is a size of queue’s scopes, and is missing$/,
    ],
  ])('does not: %j', (differing, printed) => {
    const mismatches = mismatchesOfSetUp(subjectOf('queue'), { ...fitting, ...differing });
    expect(mismatches).toHaveLength(1);
    expect(mismatches[0]).toMatch(printed);
  });
});

describe('the violation of a trace', () => {
  const stated = {
    name: 'doors',
    invariants: ['OPEN', 'SHUT'].map((id) => ({ id, says: id, holds: () => true })),
    settled: [{ id: 'LOCKED', says: 'LOCKED', holds: () => true }],
  };

  test.each([
    ['invariant', 'SHUT'],
    ['settled', 'LOCKED'],
    ['divergence', 'view.doors'],
    ['systemError', 'TypeError'],
    ['endless', 'recovery'],
  ] as const)('fits: %s %s', (kind, name) => {
    expect(mismatchesOfViolation(stated, { kind, name })).toEqual([]);
  });

  test.each([
    ['invariant', 'LOCKED', "the model of doors states no 'LOCKED' (invariant); it states OPEN, SHUT"],
    ['settled', 'OPEN', "the model of doors states no 'OPEN' (settled); it states LOCKED"],
  ] as const)('does not fit: %s %s', (kind, name, message) => {
    expect(mismatchesOfViolation(stated, { kind, name })).toEqual([message]);
  });
});

describe('the commands of a trace', () => {
  test('fit where the model enables similar commands somewhere', () => {
    const commands = [
      { type: 'complete', worker: 'w2', fault: 'crashAfter' },
      { type: 'tick', byMs: 7 },
      { type: 'submit', job: 'j1' },
      { type: 'reconcile' },
    ];
    expect(mismatchesOfCommands(model, commands)).toEqual([]);
  });

  test.each<[object, RegExp]>([
    [
      { type: 'leese', worker: 'w1' },
      /^command 2 \{.*\}: the model has no command 'leese'; its commands are submit, .*lease/,
    ],
    [{ type: 'lease', worker: 'w9' }, /: worker "w9" does not exist; there is w1, w2$/],
    [{ type: 'lease', worker: 2 }, /: worker 2 does not exist/],
    [{ type: 'submit', job: 'j2' }, /: job "j2" does not exist; there is j1$/],
    [{ type: 'commit', worker: 'w1', fault: 'flood' }, /: fault "flood" does not exist; there is /],
    [{ type: 'lease', wroker: 'w1' }, /: 'lease' has no field 'wroker'; its fields are type, worker, fault$/],
    [{ type: 'lease' }, /: 'lease' has no 'worker'$/],
    [{ type: 'tick', byMs: '5' }, /: byMs "5" does not exist/],
  ])('%j does not', (command, printed) => {
    const mismatches = mismatchesOfCommands(model, [{ type: 'reconcile' }, command as Command]);
    expect(mismatches).toHaveLength(1);
    expect(mismatches[0]).toMatch(printed);
  });
});

describe('what the model enables', () => {
  const stepwise = (
    commandsAt: (n: number) => readonly Command[],
  ): Model<{ n: number }, Command, Outcome, { n: number }> => ({
    name: 'steps',
    invariants: [],
    settled: [],
    recovery: () => [],
    view: (state) => state,
    initial: { n: 0 },
    commands: ({ n }) => commandsAt(n),
    step(draft, { type }) {
      draft.n = type === 'up' ? draft.n + 1 : 0;
      return { type: 'done' };
    },
  });

  test.each([12, 60])('is looked for along the whole trace, also at its command %i', (height) => {
    const resets = Array.from({ length: 9 }, (_, index) => ({ type: `reset${index}` }));
    const high = stepwise((n) => [{ type: 'up' }, ...resets, ...(n === height ? [{ type: 'top' }] : [])]);
    const climb = [...Array.from({ length: height }, () => ({ type: 'up' })), { type: 'top' }];
    expect(mismatchesOfCommands(high, climb)).toEqual([]);
    expect(mismatchesOfCommands(high, [{ type: 'top' }])).toHaveLength(1);
  });

  test.each<[string, () => Outcome]>([
    ['gives no outcome for', () => ({}) as Outcome],
    ['throws at', () => fail('it is removed')],
  ])('lacks the command that the model %s', (_, answer) => {
    const steps = stepwise(() => [{ type: 'up' }]);
    const step: typeof steps.step = (draft, command) => (command.type === 'up' ? steps.step(draft, command) : answer());
    const removed = [{ type: 'up' }, { type: 'removed' }, { type: 'up' }];
    expect(mismatchesOfCommands({ ...steps, step }, removed)).toEqual([
      `command 2 {"type":"removed"}: the model has no command 'removed'; its commands are up`,
    ]);
  });

  test('is not known where the model throws for another reason', () => {
    const broken = stepwise((n) => (n === 50 ? fail('the model is broken') : [{ type: 'up' }]));
    const climb = Array.from({ length: 50 }, () => ({ type: 'up' }));
    expect(mismatchesOfCommands(broken, climb)).toEqual([]);
    expect(() => mismatchesOfCommands(broken, [...climb, { type: 'up' }])).toThrow('the model is broken');
  });

  test('is looked for at the end of the trace, too', () => {
    const late = stepwise((n) => [{ type: 'up', ...(n === 50 && { to: 'top' }) }]);
    const climb = Array.from({ length: 50 }, () => ({ type: 'up' }));
    const last = { type: 'up', to: 'top' };
    expect(mismatchesOfCommands(late, [...climb, last])).toEqual([]);
    // Nothing is stepped that the model does not enable.
    expect(mismatchesOfCommands(late, [last, ...climb.slice(1)])).toHaveLength(1);
    expect(mismatchesOfCommands(late, [...climb, { type: 'up' }])).toHaveLength(0);
  });

  test('is searched in 60 random runs of 40 commands, the same in every version', () => {
    const taken: string[] = [];
    let asked = 0;
    const counting = stepwise(() => ((asked += 1), ['a', 'b', 'c', 'd'].map((type) => ({ type }))));
    const step: typeof counting.step = (draft, command) => (taken.push(command.type), counting.step(draft, command));
    expect(mismatchesOfCommands({ ...counting, step }, [{ type: 'd' }, { type: 'd' }])).toEqual([]);
    expect([asked, taken.length]).toEqual([2, 2]);
    expect(mismatchesOfCommands({ ...counting, step }, [{ type: 'd' }, { type: 'e' }])).toHaveLength(1);
    expect([asked, taken.length]).toEqual([4 + 60 * 40, 3 + 60 * 40]);
    expect(taken.slice(0, 15).join('')).toBe('dddabccabdcacbb');
  });

  test('is nothing more where a run comes to its end', () => {
    let asked = 0;
    const ending = stepwise((n) => ((asked += 1), n < 2 ? [{ type: 'up' }] : []));
    expect(mismatchesOfCommands(ending, [])).toEqual([]);
    expect(mismatchesOfCommands(ending, [{ type: 'down' }])).toHaveLength(1);
    expect(asked).toBe(1 + 60 * 3);
  });

  test('has a field now and then, and then a command needs none', () => {
    const sometimes = stepwise((n) => [{ type: 'up', ...(n % 2 === 0 && { fault: 'crash' }) }]);
    expect(mismatchesOfCommands(sometimes, [{ type: 'up' }, { type: 'up', fault: 'crash' }])).toEqual([]);
  });
});

describe('a model that has changed since a trace was written', () => {
  const commands: QueueCommand[] = [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'tick', byMs: 30_000 },
    { type: 'lease', worker: 'w2' },
  ];
  const trace = { commands, outcomes: outcomesOf(model, commands) };

  test('is distinguished from an unchanged model', () => {
    expect(trace.outcomes).toEqual(['submitted', 'leased', 'ticked', 'leased']);
    expect(changesSince(model, trace)).toEqual([]);
    expect(changesSince(model, { ...trace, outcomes: null })).toEqual([]);
  });

  test('is recognised by the first command with another outcome', () => {
    const changed = queueModel({ ...policies, leaseExpiry: false }, scope);
    expect(changesSince(changed, trace)).toEqual([
      'command 4 {"type":"lease","worker":"w2"} has the outcome \'leased\' in the trace, and \'noWork\' in the model now',
    ]);
  });
});

describe('a model with several endings that has changed since a trace was written', () => {
  const go: Command = { type: 'go' };
  const open: Model<{ n: number }, Command, Outcome, { n: number }> = {
    name: 'open',
    invariants: [],
    settled: [],
    recovery: () => [],
    view: (state) => state,
    initial: { n: 0 },
    commands: () => [go],
    step: () => ({ type: 'none' }),
    endings: ({ n }) =>
      [`${n} stays`, `${n} goes`, `${n} goes`].map((type, more) => ({ state: { n: n + more }, outcome: { type } })),
  };
  const changes = (...outcomes: string[]): string[] =>
    changesSince(open, { commands: outcomes.map(() => go), outcomes });

  test('is distinguished from one in which some endings have the outcomes of the trace', () => {
    expect(changes('0 goes', '2 stays', '2 goes', '4 stays')).toEqual([]);
    expect(changes('0 goes', '1 goes', '3 stays')).toEqual([]);
  });

  test('is recognised by the first outcome that no ending has now', () => {
    expect(changes('0 stays', '1 stays')).toEqual([
      "command 2 {\"type\":\"go\"} has the outcome '1 stays' in the trace, and '0 stays' or '0 goes' in the model now",
    ]);
  });
});

function fail(message: string): never {
  throw new RangeError(message);
}
