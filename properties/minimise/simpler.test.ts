import { describe, expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Alphabet } from '../../src/minimise/alphabet.ts';
import { simplerRuns } from '../../src/minimise/simpler.ts';

interface Move extends Command {
  readonly [field: string]: unknown;
}
type Moves = Alphabet<{ taken: number }, Move, Outcome, unknown>;

/** A model that enables these commands, at any time or as many as were taken before. */
function enabling(commands: readonly Move[] | ((taken: number) => readonly Move[]), symmetry?: string[][]): Moves {
  return {
    initial: { taken: 0 },
    commands: ({ taken }) => (typeof commands === 'function' ? commands(taken) : commands),
    step(draft) {
      draft.taken += 1;
      return { type: 'done' };
    },
    ...(symmetry && { symmetry }),
  };
}

/** The lists of runs, with a text for each run. */
function simpler(model: Moves, commands: readonly Move[], laneOf: (command: Move) => string = () => ''): string[][] {
  return [...simplerRuns(model, commands, laneOf)].map((runs) => runs.map(textOf));
}

/** A command's values, one command after the other. */
function textOf(commands: readonly Move[]): string {
  return commands.map((command) => Object.values(command).map(String).join('.')).join(' ');
}

/** A command of this kind by this actor, and with more where there is more. */
function by(text: string): Move {
  const [type = '', who, to] = text.split('.');
  return { type, ...(who !== undefined && { who }), ...(to !== undefined && { to }) };
}

function run(text: string): Move[] {
  return text.split(' ').map(by);
}

describe('names', () => {
  const renamed = (text: string, ...symmetry: string[][]): string[] =>
    simpler(enabling([], symmetry), run(text))[0] ?? [];

  test('of a group are given in the order of their first use, as they count', () => {
    expect(renamed('a.w10 a.w2 a.w10.w2', ['w10', 'w2', 'w1'])).toEqual(['a.w1 a.w2 a.w1.w2']);
    expect(renamed('a.w2 a.w1', ['w1', 'w2'])).toEqual(['a.w1 a.w2']);
    expect(renamed('a.w1 a.w2', ['w1', 'w2'])).toEqual([]);
  });

  test('of each group are given by themselves, and those of no group stay', () => {
    expect(renamed('a.w2.x a.j2.w2', ['w1', 'w2'], ['j1', 'j2'])).toEqual(['a.w1.x a.j1.w1']);
    expect(renamed('a.w2')).toEqual([]);
    expect(simpler(enabling([]), run('a.w2'))[0]).toEqual([]);
  });

  test('are no kinds of commands', () => {
    expect(renamed('w2.w2', ['w1', 'w2'])).toEqual(['w2.w1']);
  });
});

test('each fault is left out by itself', () => {
  const faulty = [{ type: 'a', fault: 'lost' }, { type: 'b' }, { type: 'c', who: 'ann', fault: 'late' }];
  expect(simpler(enabling([]), faulty)).toEqual([[], ['a b c.ann.late'], ['a.lost b c.ann']]);
});

describe('a value', () => {
  const first = (model: Moves, commands: readonly Move[]): string[][] => simpler(model, commands).slice(1);

  test('gives way to simpler values that are enabled there, the simplest first', () => {
    expect(first(enabling(run('a.x9 a.x10 a.x1 a.x2 a.y a')), run('a.x10'))).toEqual([['a.x1', 'a.x2', 'a.x9']]);
    expect(first(enabling(run('a.x1 b.x0')), run('a.x1'))).toEqual([]);
    expect(first(enabling(run('a b.x0 a.x1.y')), run('a.x1'))).toEqual([]);
    const later = enabling((taken) => (taken === 1 ? run('a.x1') : run('a.x2')));
    expect(first(later, run('a.x2 a.x2'))).toEqual([['a.x1 a.x1'], ['a.x2 a.x1']]);
  });

  test('of one field alone gives way, and neither its type nor its fault', () => {
    expect(first(enabling(run('a.x.x a.x.y a.y.x')), run('a.y.y'))).toEqual([['a.x.y'], ['a.y.x']]);
    const faults = ['a', 'b'].map((fault) => ({ type: 'x', fault }));
    expect(first(enabling(faults), faults.slice(1))).toEqual([['x']]);
    expect(first(enabling(run('a b')), run('b'))).toEqual([]);
  });

  test('that other commands say, too, gives way in all of them first, and then in one', () => {
    expect(first(enabling(run('a.x a.y')), run('a.y a.z a.y'))).toEqual([
      ['a.x a.z a.x'],
      ['a.x a.z a.y'],
      ['a.y a.x a.y', 'a.y a.y a.y'],
      ['a.x a.z a.x'],
      ['a.y a.z a.x'],
    ]);
  });

  test('gives way nowhere as a type or as a fault', () => {
    const commands = [
      { type: 'y', who: 'y' },
      { type: 'b', fault: 'y' },
    ];
    expect(first(enabling(run('y.x y.y')), commands)).toEqual([['y.y b'], ['y.x b.y'], ['y.x b.y']]);
  });

  test('gives way to none that is as plain or less plain', () => {
    expect(first(enabling(run('a.x a.z')), run('a.y'))).toEqual([['a.x']]);
    expect(first(enabling(run('a.z')), run('a.y'))).toEqual([[]]);
  });
});

describe('commands', () => {
  test('move earlier or later, the simplest run first', () => {
    expect(simpler(enabling(run('a b c')), run('c b a'))).toEqual([
      [],
      ['a c b'],
      ['b a c'],
      ['b c a'],
      ['b c a'],
      ['c a b'],
      ['c a b'],
    ]);
    expect(simpler(enabling(run('a b')), run('a b'))).toEqual([[]]);
  });

  test('move where fewer hands change then', () => {
    const lanes = enabling(run('a.ann b.bob'));
    const moved = simpler(lanes, run('a.ann b.bob a.ann'), ({ who }) => String(who)).slice(1);
    expect(new Set(moved.flat())).toEqual(new Set(['a.ann a.ann b.bob', 'b.bob a.ann a.ann']));
    expect(moved[0]).toEqual(['a.ann a.ann b.bob']);
  });

  test('move only to where the model enables them', () => {
    const inTurn = enabling((taken) => (taken === 0 ? run('a b') : run('a b c')));
    expect(simpler(inTurn, run('b a c')).slice(1)).toEqual([['a b c'], ['a b c'], ['a c b']]);
    const never = enabling((taken) => (taken === 0 ? run('b') : run('a b')));
    expect(simpler(never, run('b a')).slice(1)).toEqual([]);
  });
});
