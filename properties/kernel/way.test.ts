import { describe, expect, test } from 'vitest';
import { endingsOf, firstDisabled, startWay, walkAsHappened } from '../../src/kernel/interpreter.ts';
import type { Command, Ending, Model, Outcome } from '../../src/kernel/model.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';

interface Value {
  value: number;
}

const up: Command = { type: 'up' };
const cut: Command = { type: 'up', fault: 'cut' };
const down: Command = { type: 'down' };
const rest: Command = { type: 'rest' };

function moved(value: number): Ending<Value, Outcome> {
  return { state: { value }, outcome: { type: 'moved' } };
}

/** A number; a cut loses the reply of `up`, and with it the knowledge whether it took effect. Only `down` needs more than zero. */
const lossy: Model<Value, Command, Outcome, Value> = {
  name: 'lossy',
  initial: { value: 0 },
  commands: ({ value }) => (value > 0 ? [cut, down] : [cut]),
  step(draft, { type }) {
    draft.value += type === 'down' ? -1 : 1;
    return { type: 'moved' };
  },
  endings({ value }, { type, fault }) {
    if (fault === 'cut') return [moved(value + 1), { state: { value }, outcome: { type: 'lost' } }];
    if (type === 'down' && value === 0) return [{ state: { value: 9 }, outcome: { type: 'refused' } }];
    return [moved(value + (type === 'down' ? -1 : 1))];
  },
  view: ({ value }) => ({ value }),
  invariants: [
    { id: 'SMALL', says: 'It stays below two.', holds: ({ value }) => value < 2 },
    { id: 'STAYS', says: 'It stays below one.', holds: ({ value }) => value < 1 },
  ],
  recovery: () => [],
  settled: [],
};

describe('a way through a model in which commands have several endings', () => {
  test('begins at the initial state, and enables what the model enables there', () => {
    const way = startWay(lossy);
    expect(way.enabled()).toEqual([cut]);
    expect(way.isEnabled(cut)).toBe(true);
    expect(way.isEnabled(down)).toBe(false);
  });

  test('enables each command of each possible state, and lists it once', () => {
    const way = startWay(lossy);
    way.take(cut);
    expect(way.enabled()).toEqual([cut, down]);
    expect(way.isEnabled(down)).toBe(true);
    expect(way.isEnabled(up)).toBe(false);
    const same = startWay({ ...lossy, commands: () => [cut] });
    same.take(cut);
    expect(same.enabled()).toEqual([cut]);
  });

  test('takes a command only in the states that enable it', () => {
    const way = startWay({ ...lossy, commands: (state) => (state.value > 8 ? [rest] : lossy.commands(state)) });
    for (const command of [cut, down]) way.take(command);
    // Taken at zero as well, `down` would lead to nine.
    expect(way.enabled()).toEqual([cut]);
  });

  test('takes a command that no state enables in all of them', () => {
    const way = startWay(lossy);
    way.take(cut);
    way.take(up);
    expect(way.enabled()).toEqual([cut, down]);
    const disabled = startWay(lossy);
    disabled.take(up);
    expect(disabled.isEnabled(down)).toBe(true);
  });

  test('keeps each possible state once', () => {
    const asked: number[] = [];
    const way = startWay({ ...lossy, commands: ({ value }) => (asked.push(value), [cut]) });
    for (const command of [cut, cut]) way.take(command);
    asked.length = 0;
    way.enabled();
    expect(asked).toEqual([2, 1, 0]);
    const twice = startWay({
      ...lossy,
      endings: () => [moved(1), moved(1)],
      commands: ({ value }) => (asked.push(value), []),
    });
    twice.take(cut);
    asked.length = 0;
    twice.enabled();
    expect(asked).toEqual([1]);
  });

  test('disables a command only where no possible state enables it', () => {
    expect(firstDisabled(lossy, [cut, down])).toBeNull();
    expect(firstDisabled(lossy, [cut, down, down])).toBe(2);
  });
});

describe('a walk as it may have happened', () => {
  const [one, two] = [{ value: 1 }, { value: 2 }];

  test('has the endings whose outcomes are of these types', () => {
    const zero = { value: 0 };
    expect(walkAsHappened(lossy, [cut, cut], ['lost', 'moved'], 'NONE')).toEqual([
      { command: cut, before: zero, outcome: { type: 'lost' }, after: zero },
      { command: cut, before: zero, outcome: { type: 'moved' }, after: one },
    ]);
  });

  test('takes any ending of a command whose outcome is not known', () => {
    const walked = walkAsHappened(lossy, [cut, cut], ['moved'], 'NONE');
    expect(walked?.map(({ after }) => after)).toEqual([one, two]);
  });

  test('ends with the violation of this name where it can', () => {
    const afterOf = (name: string): unknown => {
      const model = { ...lossy, endings: (state: Value) => (state.value === 0 ? [moved(0), moved(1), moved(2)] : []) };
      return walkAsHappened(model, [cut], ['moved'], name)?.map(({ after }) => after.value);
    };
    expect(afterOf('STAYS')).toEqual([1]);
    expect(afterOf('SMALL')).toEqual([2]);
    expect(afterOf('NONE')).toEqual([0]);
  });

  test('is none where no endings are of these types', () => {
    expect(walkAsHappened(lossy, [cut], ['refused'], 'SMALL')).toBeNull();
    expect(walkAsHappened(lossy, [], [], 'SMALL')).toEqual([]);
  });
});

describe('a list of endings that makes no sense stops the run', () => {
  const asking = (endings: unknown): (() => unknown) => {
    const model = { ...lossy, endings: (typeof endings === 'function' ? endings : () => endings) as never };
    return () => endingsOf(model, { value: 0 }, up);
  };

  test.each<[string, unknown, string]>([
    ['that is a record', {}, 'the model of lossy gives no list of endings for {"type":"up"}'],
    [
      'that is missing',
      undefined,
      'the model of lossy gives no ending for {"type":"up"}; the ending of step is always one',
    ],
    ['with null', [null], 'the model of lossy gives an ending without an outcome for {"type":"up"}'],
    ['without an outcome', [moved(1), { state: { value: 1 } }], 'an ending without an outcome for {"type":"up"}'],
    ['without a type', [{ ...moved(1), outcome: {} }], 'an ending without an outcome for {"type":"up"}'],
  ])('%s', (_, endings, message) => {
    expect(asking(endings)).toThrow(UnsoundModel);
    expect(asking(endings)).toThrow(message);
  });

  test('where the model throws: with its first line, and the error as the cause', () => {
    const thrown = (error: unknown): unknown => {
      try {
        return asking(() => {
          throw error;
        })();
      } catch (caught) {
        return caught;
      }
    };
    const cause = new RangeError('too high\nby two');
    const unsound = thrown(cause);
    expect(unsound).toBeInstanceOf(UnsoundModel);
    const message = 'the model of lossy throws where it lists the endings of {"type":"up"}: RangeError: too high';
    expect(unsound).toMatchObject({ message, cause });
    expect(thrown('no more')).toMatchObject({
      message: 'the model of lossy throws where it lists the endings of {"type":"up"}: no more',
    });
    const own = new UnsoundModel('of its own');
    expect(thrown(own)).toBe(own);
  });

  test('of a model without a name, which the message leaves out', () => {
    const { name: _, ...nameless } = lossy;
    const call = (): unknown => endingsOf({ ...nameless, endings: () => [] }, { value: 0 }, up);
    expect(call).toThrow(/^the model gives no ending for \{"type":"up"\}/);
  });
});
