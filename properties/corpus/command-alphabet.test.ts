import { describe, expect, test } from 'vitest';
import type { CommandAlphabet } from '../../src/corpus/command-alphabet.ts';
import { alphabetBeside, mismatchOf } from '../../src/corpus/command-alphabet.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

/** A model of steps, with these commands after so many of them. */
function steps(commandsAt: (taken: number) => readonly Command[]): Model<{ n: number }, Command, Outcome, object> {
  return {
    name: 'steps',
    invariants: [],
    settled: [],
    recovery: () => [],
    view: (state) => state,
    initial: { n: 0 },
    commands: ({ n }) => commandsAt(n),
    step(draft) {
      draft.n += 1;
      return { type: 'done' };
    },
  };
}

/** Of a model that has these commands at first, and then none. */
function alphabetOf(...commands: readonly Command[]): CommandAlphabet {
  const model = steps((taken) => (taken === 0 ? commands : []));
  const alphabet = alphabetBeside(model, [{ type: 'unknown' }]);
  if (alphabet === null) throw new Error('the model enables an unknown command');
  return alphabet;
}

const send = { type: 'send', message: { to: 'b', tags: ['x', 'y'], hops: 2, via: null }, rows: [{ isLast: true }] };

describe('the alphabet of the commands', () => {
  test('has every place, with the kinds of values and the texts that stand there', () => {
    const { kinds, needed, texts } = alphabetOf(send, { type: 'tick', fault: 'late' }, { type: 'tick' });
    expect(Object.fromEntries([...kinds].map(([type, places]) => [type, [...places].map(lineOf)]))).toEqual({
      send: [
        'type: text',
        'message: record',
        'message.to: text',
        'message.tags: list',
        'message.tags[]: text',
        'message.hops: number',
        'message.via: null',
        'rows: list',
        'rows[]: record',
        'rows[].isLast: boolean',
      ],
      tick: ['type: text', 'fault: text'],
    });
    expect(needed).toEqual(
      new Map([
        ['send', ['type', 'message', 'rows']],
        ['tick', ['type']],
      ]),
    );
    expect([...texts].map(lineOf)).toEqual(['type: send tick', 'message.to: b', 'message.tags[]: x y', 'fault: late']);
  });

  test('has what is enabled on the way, also where no random run comes', () => {
    const tall = steps((taken) => [{ type: taken === 50 ? 'top' : 'up' }]);
    const climb = Array.from({ length: 50 }, () => ({ type: 'up' }));
    expect([...(alphabetBeside(tall, [...climb, { type: 'unknown' }])?.kinds.keys() ?? [])]).toEqual(['up', 'top']);
  });

  test('is learned from at most 200,000 commands', () => {
    const hundred = Array.from({ length: 100 }, () => ({ type: 'up' }));
    let asked = 0;
    const wide = steps(() => ((asked += 1) > 2_000 ? [{ type: 'late' }, ...hundred] : hundred));
    expect([...(alphabetBeside(wide, [{ type: 'unknown' }])?.kinds.keys() ?? [])]).toEqual(['up']);
    expect(asked).toBe(2_001);
  });
});

describe('a command does not fit', () => {
  test.each<[object, string]>([
    [{ ...send, message: 'b' }, `message "b" does not exist; there is a record`],
    [{ ...send, message: { ...send.message, hops: '2' } }, `message.hops "2" does not exist; there is a number`],
    [{ ...send, message: { ...send.message, to: 'c' } }, `message.to "c" does not exist; there is b`],
    [{ ...send, message: { ...send.message, tags: ['x', 'z'] } }, `message.tags[] "z" does not exist; there is x, y`],
    [{ ...send, rows: {} }, `rows {} does not exist; there is a list, a null`],
    [{ ...send, rows: [{ isFirst: true }] }, `'send' has no field 'rows[].isFirst'; its fields are type, message, `],
  ])('%j', (command, message) => {
    const sendWithoutRows = { ...send, rows: null };
    const alphabet = alphabetOf(send, sendWithoutRows);
    expect(mismatchOf(alphabet, send)).toBeNull();
    expect(mismatchOf(alphabet, command as Command)?.slice(0, message.length)).toBe(message);
  });
});

function lineOf([place, values]: readonly [string, ReadonlySet<string>]): string {
  return `${place}: ${[...values].join(' ')}`;
}
