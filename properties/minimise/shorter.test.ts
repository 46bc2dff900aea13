import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Alphabet } from '../../src/minimise/alphabet.ts';
import { withoutDetours, withoutOneName, withoutTwo, withOtherInstead } from '../../src/minimise/shorter.ts';

interface Move extends Command {
  readonly [field: string]: unknown;
}
type Moves = Alphabet<{ place: number }, Move, Outcome, unknown>;

/** A model that always enables these commands; `right` and `left` lead from place to place. */
function enabling(commands: readonly Move[], answer: (command: Move) => Outcome = () => ({ type: 'done' })): Moves {
  return {
    initial: { place: 0 },
    commands: () => commands,
    step(draft, command) {
      if (command.type === 'r') draft.place += 1;
      if (command.type === 'l') draft.place -= 1;
      return answer(command);
    },
  };
}

/** A run with a command for each letter. */
function run(text: string): Move[] {
  return Array.from(text, (type) => ({ type }));
}

function letters(commands: readonly Command[]): string {
  return commands.map(({ type }) => type.charAt(0)).join('');
}

describe('a run without its detours', () => {
  const without = (text: string): string[] => withoutDetours(enabling([]), run(text)).map(letters);

  test('has no commands between two visits of a state, with and without its last command', () => {
    expect(without('rlr')).toEqual(['r', 'r']);
    expect(without('rxr')).toEqual(['rr', 'rr']);
    expect(without('rrlrxr')).toEqual(['rrr', 'rrr']);
    expect(without('rrrlllr')).toEqual(['r', 'r']);
  });

  test('keeps its last command once, where that leaves the state as it is', () => {
    expect(without('rx')).toEqual(['r', 'rx']);
    expect(without('rlx')).toEqual(['', 'x']);
    expect(without('rrl')).toEqual(['r', 'rrl']);
  });

  test('is itself where each command leads to another state', () => {
    expect(without('rrr')).toEqual(['rrr', 'rrr']);
    expect(without('')).toEqual(['', '']);
  });
});

describe('a run without one name', () => {
  const without = (commands: readonly Move[], answer?: (command: Move) => Outcome): string[] =>
    [...withoutOneName(enabling([], answer), commands)].map(letters);

  test('has no command with the name, where three or more have it, and others do not', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((type) => ({ type, who: 'ann' }));
    const e = { type: 'e', who: 'bob' };
    expect(without([a, b, c, e] as Move[])).toEqual(['e']);
    expect(without([a, e, b, c, d] as Move[])).toEqual(['e']);
    expect(without([a, b, e, e] as Move[])).toEqual([]);
    expect(without([a, b, c] as Move[])).toEqual([]);
  });

  test('has no command that says it deep inside, and none that is answered with it', () => {
    const deep = [
      { type: 'a', to: { who: ['ann'] } },
      { type: 'b', to: null },
      { type: 'c', who: 'ann' },
    ];
    expect(without([...deep, { type: 'd', by: 'ann' }])).toEqual(['b']);
    const answered = (command: Move): Outcome =>
      command.type === 'b' ? { type: 'made' } : ({ type: 'made', id: 'j1' } as Outcome);
    expect(without(run('aabac'), answered)).toEqual(['b']);
  });

  test('takes no kind of command, number, fault or outcome for a name', () => {
    expect(without(run('xxxy'))).toEqual([]);
    expect(without([...[1, 2, 3].map((by) => ({ type: 'tick', by })), { type: 'd' }])).toEqual([]);
    expect(without([...run('abc').map((one) => Object.assign(one, { fault: 'lost' })), { type: 'd' }])).toEqual([]);
    const outcome = ({ type }: Move): Outcome => ({ type: type === 'd' ? 'refused' : 'done' });
    expect(without(run('abcd'), outcome)).toEqual([]);
  });

  test('goes name by name, in the order of their first use', () => {
    const named = ['ann', 'bob', 'bob', 'ann', 'ann', 'bob'].map((who, at) => ({ type: String(at), who }));
    expect(without(named)).toEqual(['125', '034']);
  });
});

test('every two commands are left out of a run, the first ones first', () => {
  expect([...withoutTwo(run('abcd'))].map(letters)).toEqual(['cd', 'bd', 'bc', 'ad', 'ac', 'ab']);
  expect([...withoutTwo(run('ab'))]).toEqual([[]]);
  expect([...withoutTwo(run('a'))]).toEqual([]);
});

describe('a run without one command, and with another instead of a second one', () => {
  /** The runs, where these commands are enabled. */
  const instead = (commands: readonly Move[], enabled: readonly Move[]): (readonly Move[])[] => [
    ...withOtherInstead(enabling(enabled), commands),
  ];
  const tick = (by: number): Move => ({ type: 'tick', by });
  const ticks = (...all: readonly number[]): Move[] => all.map(tick);

  test('has the second one with a fault', () => {
    const struck = { type: 'send', fault: 'lost' };
    const enabled = [{ type: 'send' }, struck, { type: 'send', fault: 'late' }, { type: 'stop', fault: 'lost' }];
    expect(instead([{ type: 'send' }, { type: 'crash' }], enabled)).toEqual([
      [struck],
      [{ type: 'send', fault: 'late' }],
    ]);
    expect(instead([struck, { type: 'crash' }], enabled)).toEqual([]);
    expect(instead([{ type: 'send', to: 'ann' }, { type: 'crash' }], enabled)).toEqual([]);
  });

  test('has the sum of both numbers, or the largest, where only a number differs', () => {
    expect(instead(ticks(3, 4), ticks(9, 8, 7, 4, 3))).toEqual([[tick(7)], [tick(7)]]);
    expect(instead(ticks(3, 4), ticks(9, 3, 8, 4))).toEqual([[tick(8)], [tick(8)]]);
    expect(instead(ticks(3, 4), ticks(5, 3, 4, 6))).toEqual([[tick(6)], [tick(6)]]);
    expect(instead(ticks(3, 4), ticks(3, 4))).toEqual([[tick(4)]]);
    expect(instead(ticks(3, 3), ticks(3))).toEqual([]);
  });

  test('has the sum of both numbers as far as it may be drawn', () => {
    const summed = (commands: readonly Move[], type = 'tick'): (readonly Move[])[] => {
      const drawn = { [type]: { by: fc.nat({ max: 7 }) } };
      return [...withOtherInstead({ ...enabling(ticks(1)), drawn }, commands)];
    };
    expect(summed(ticks(3, 4))).toEqual([[tick(7)], [tick(7)]]);
    expect(summed(ticks(3, 5))).toEqual([]);
    expect(summed(ticks(1, 2), 'tock')).toEqual([]);
  });

  test('has no other number where the first command differs and the second is enabled', () => {
    expect(instead([{ type: 'stop' }, tick(3)], ticks(3, 4))).toEqual([]);
    expect(instead([{ type: 'tick', by: 3, who: 'ann' }, tick(3)], ticks(3, 4))).toEqual([]);
  });

  test('has the first and the last number where the second command is no longer enabled', () => {
    const stop = { type: 'stop' };
    expect(instead([stop, tick(3)], ticks(9, 5, 7))).toEqual([[tick(5)], [tick(9)]]);
    expect(instead([stop, tick(3)], ticks(9, 5))).toEqual([[tick(5)], [tick(9)]]);
    expect(instead([stop, tick(3)], ticks(5))).toEqual([[tick(5)]]);
    expect(
      instead(
        [stop, tick(3)],
        [
          { type: 'tock', by: 5 },
          { type: 'tick', by: 5, who: 'ann' },
        ],
      ),
    ).toEqual([]);
  });

  test('has no other instead of one without a number', () => {
    const stop = { type: 'stop' };
    expect(instead([stop, stop], [stop, { type: 'stop', by: 3 }])).toEqual([]);
  });

  test('has a fault first and then another number', () => {
    const struck = { type: 'tick', by: 3, fault: 'lost' };
    expect(instead([{ type: 'stop' }, tick(3)], [struck, tick(5)])).toEqual([[struck], [tick(5)]]);
    expect(instead(ticks(2, 3), [struck, tick(3), tick(5)])).toEqual([[struck], [tick(5)], [tick(5)]]);
    expect(instead(ticks(3, 3), [struck, tick(3)])).toEqual([[struck], [struck]]);
    expect(instead([{ type: 'stop' }, tick(3)], [struck, tick(3), tick(5)])).toEqual([[struck]]);
  });

  test('changes no command with two numbers, and leaves all others as they are', () => {
    const move = (x: number, y: number): Move => ({ type: 'move', x, y });
    expect(instead([move(1, 1), move(1, 2)], [move(1, 3), move(1, 2), move(1, 1)])).toEqual([]);
    expect(instead([{ type: 'stop' }, move(1, 2)], [move(3, 2), move(1, 3)])).toEqual([]);
    const runs = instead([tick(1), { type: 'a' }, tick(2)], [...ticks(1, 2, 3), { type: 'a' }]);
    expect(runs).toEqual([
      [{ type: 'a' }, tick(3)],
      [tick(3), { type: 'a' }],
    ]);
  });
});
