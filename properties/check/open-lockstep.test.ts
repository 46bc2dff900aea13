import { describe, expect, test } from 'vitest';
import { startLockstep } from '../../src/check/lockstep.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Model, System } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { counterModel } from './counter.ts';
import type { CounterOutcome, CounterView } from './counter.ts';

/** The counter, with a reply that may be lost on the way there or back. */
type Command = { readonly type: 'up' | 'down'; readonly fault?: 'cut' };
type Outcome = CounterOutcome | { readonly type: 'noReply' };

const { commands: _enabled, ...counter } = counterModel({ floor: true }, { most: 10 });

function openCounter(floor = true): Model<CounterView, Command, Outcome, CounterView> {
  const model = { ...counter, step: counterModel({ floor }, { most: 10 }).step };
  return {
    ...(model as unknown as Model<CounterView, Command, Outcome, CounterView>),
    commands: () => [],
    endings(state, command) {
      const done = stepOnCopy(model, state, { type: command.type });
      if (command.fault === undefined) return [done];
      return [done.state, state].map((reached) => ({ state: reached, outcome: { type: 'noReply' } }));
    },
  };
}

/** Does of what is cut what it is told to, and answers and shows what it has. */
function system(
  cutDoes: readonly number[],
  alter: (value: number) => number = (value) => value,
): System<Command, Outcome, CounterView> {
  const left = cutDoes.values();
  let value = 0;
  return {
    async perform({ type, fault }) {
      if (fault === 'cut') {
        value += left.next().value ?? 0;
        return { type: 'noReply' };
      }
      if (type === 'down' && value === 0) return { type: 'refused' };
      value = alter(value + (type === 'up' ? 1 : -1));
      return { type: 'moved' };
    },
    view: async () => ({ value }),
    close: async () => undefined,
  };
}

const up: Command = { type: 'up' };
const down: Command = { type: 'down' };
const cutUp: Command = { type: 'up', fault: 'cut' };
const cutDown: Command = { type: 'down', fault: 'cut' };

describe('where the truth is open', () => {
  test('the possible states grow with each cut, and each is listed once', async () => {
    const lockstep = await startLockstep(openCounter(), system([1, 0, 1]));
    expect(lockstep.possible).toEqual([{ value: 0 }]);
    for (const size of [2, 3, 4]) {
      await lockstep.performUnseen(cutUp);
      expect(lockstep.possible).toHaveLength(size);
    }
  });

  test('an answer rules out the states that would have answered otherwise', async () => {
    const lockstep = await startLockstep(openCounter(), system([0]));
    await lockstep.performUnseen(cutUp);
    await lockstep.performUnseen(down);
    expect(lockstep.possible).toEqual([{ value: 0 }]);
    const other = await startLockstep(openCounter(), system([0, 0]));
    for (const command of [cutUp, cutUp, down]) await other.performUnseen(command);
    expect(other.possible).toEqual([{ value: 0 }]);
  });

  test('a look decides', async () => {
    for (const truth of [0, 1]) {
      const lockstep = await startLockstep(openCounter(), system([truth]));
      await lockstep.performUnseen(up);
      await lockstep.performUnseen(cutUp);
      await lockstep.look();
      expect(lockstep.possible).toEqual([{ value: 1 + truth }]);
      await lockstep.recover();
      expect(lockstep.possible).toEqual([{ value: 0 }]);
    }
  });
});

describe('a violation', () => {
  async function found(cutDoes: readonly number[], run: readonly Command[], model = openCounter()): Promise<unknown> {
    const lockstep = await startLockstep(model, system(cutDoes));
    try {
      for (const command of run) await lockstep.performUnseen(command);
      await lockstep.recover();
    } catch (error) {
      if (!(error instanceof ViolationFound)) throw error;
      return error.violation;
    }
    return null;
  }

  test('is a set that a look leaves empty, with all that could have been', async () => {
    expect(await found([2], [up, cutUp])).toMatchObject({
      kind: 'divergence',
      name: 'view.value',
      where: 'up',
      at: 1,
      details:
        'none of 2 possible states: value: 2 on the model, 3 on the system; or value: 1 on the model, 3 on the system',
    });
  });

  test('is a set that an answer leaves empty', async () => {
    // It may stand at one or at two; going down twice can be refused once at most.
    expect(await found([-1], [up, cutUp, down])).toMatchObject({
      kind: 'divergence',
      name: 'outcome of down',
      where: 'down',
      at: 2,
      side: 'system',
    });
  });

  test('is an invariant that is violated on every way that is left, not only on some', async () => {
    const withoutFloor = openCounter(false);
    // At zero, or below: that it fell below is not known until somebody looks.
    expect(await found([0], [cutDown], withoutFloor)).toBeNull();
    expect(await found([-1], [cutDown], withoutFloor)).toMatchObject({
      kind: 'invariant',
      name: 'FLOOR',
      side: 'both',
    });
  });

  test('is an invariant that was violated on the way to every state that is left', async () => {
    // Below zero and up again, or never below: a look at zero leaves the first alone.
    expect(await found([-1], [cutDown, up], openCounter(false))).toMatchObject({ kind: 'invariant', name: 'FLOOR' });
  });

  test('is none where one way to what is left broke something, and another did not', async () => {
    expect(await found([0, 0], [cutDown, cutUp], openCounter(false))).toBeNull();
  });

  test('is reported at the command after which no other way is left, without a look', async () => {
    const obliging = { ...system([]), perform: async (): Promise<Outcome> => ({ type: 'moved' }) };
    const lockstep = await startLockstep(openCounter(false), obliging);
    await expect(lockstep.performUnseen(down)).rejects.toMatchObject({ violation: { name: 'FLOOR', at: 0 } });
  });

  test('is an invariant that is violated before the first command', async () => {
    const low = {
      ...openCounter(),
      invariants: [{ id: 'HIGH', says: 'high', holds: ({ value }: CounterView) => value > 0 }],
    };
    await expect(startLockstep(low, system([]))).rejects.toMatchObject({ violation: { name: 'HIGH', at: 0 } });
  });

  test('is a system that throws', async () => {
    const broken = { ...system([]), view: () => Promise.reject(new RangeError('no view')) };
    await expect(startLockstep(openCounter(), broken)).rejects.toMatchObject({
      violation: { kind: 'systemError', name: 'RangeError' },
    });
  });
});

describe('a model that makes no sense is named, and no verdict given', () => {
  test('where a command may end in no way', async () => {
    const lockstep = await startLockstep({ ...openCounter(), endings: () => [] }, system([]));
    await expect(lockstep.performUnseen(up)).rejects.toThrow('the model of counter gives no ending for {"type":"up"}');
  });
});

describe('a recovery from several states that show the same', () => {
  const shown = async (): Promise<CounterView> => ({ value: 0 });
  const blind: Model<CounterView, Command, Outcome, CounterView> = {
    ...openCounter(),
    view: () => ({ value: 0 }),
    recovery: ({ value }) => (value > 0 ? [down] : []),
  };

  test('takes the recovery of each, and the answers decide', async () => {
    for (const truth of [0, 1]) {
      const lockstep = await startLockstep(blind, { ...system([truth]), view: shown });
      await lockstep.performUnseen(cutUp);
      expect(lockstep.possible).toHaveLength(2);
      await lockstep.recover();
      expect(lockstep.possible).toEqual([{ value: 0 }]);
    }
  });

  test('violates a settled invariant where each state that is left does', async () => {
    const settledAt = async (isGood: (value: number) => boolean): Promise<unknown> => {
      const model: typeof blind = {
        ...blind,
        view: ({ value }) => ({ value }),
        recovery: () => [],
        settled: [{ id: 'GOOD', says: 'It is good.', holds: ({ value }) => isGood(value) }],
      };
      const open = { ...system([1]), view: shown };
      const lockstep = await startLockstep(model, open, { observation: { observe: () => ({ value: 0 }) } });
      await lockstep.performUnseen(cutUp);
      return lockstep.recover().then(
        () => null,
        (error: unknown) => (error instanceof ViolationFound ? error.violation.name : error),
      );
    };
    expect(await settledAt((value) => value === 0)).toBeNull();
    expect(await settledAt((value) => value === 1)).toBeNull();
    expect(await settledAt(() => false)).toBe('GOOD');
  });
});
