import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/kernel/model.ts';
import { nextRecovery, nextRecoveryOfAny } from '../../src/kernel/recovery.ts';

const heal: Command = { type: 'heal' };
const recovery = (value: number): Command[] => (value > 0 ? [heal, { type: 'wait' }] : []);

test('a recovery takes the first command that may heal something', () => {
  expect(nextRecovery({ recovery }, 1, 0)).toEqual(heal);
});

test('a recovery is done where no command may heal anything, however long it took', () => {
  expect(nextRecovery({ recovery }, 0, 0)).toBe('quiescent');
  expect(nextRecovery({ recovery, longestRecovery: 3 }, 0, 3)).toBe('quiescent');
});

test('a recovery is endless where it would take more commands than the model promises', () => {
  expect(nextRecovery({ recovery, longestRecovery: 3 }, 1, 2)).toEqual(heal);
  expect(nextRecovery({ recovery, longestRecovery: 3 }, 1, 3)).toBe('nonTerminating');
  expect(nextRecovery({ recovery, longestRecovery: 0 }, 1, 0)).toBe('nonTerminating');
});

test('a recovery is endless after 10,000 commands where the model promises no bound', () => {
  expect(nextRecovery({ recovery }, 1, 9_999)).toEqual(heal);
  expect(nextRecovery({ recovery }, 1, 10_000)).toBe('nonTerminating');
});

describe('a recovery from several possible states', () => {
  const next = (values: readonly number[], count: number, ways?: number): unknown =>
    nextRecoveryOfAny(
      { recovery: (value: number) => (value > 0 ? [{ type: `heal ${value}` }] : []), longestRecovery: 3 },
      values.map((state) => ({ state })),
      count,
      ways,
    );

  test('takes the first command of the first state that has one', () => {
    expect(next([0, 2, 1], 0)).toEqual({ type: 'heal 2' });
    expect(next([1, 2], 0)).toEqual({ type: 'heal 1' });
  });

  test('is done where no state has a command', () => {
    expect(next([0, 0], 9, 2)).toBe('quiescent');
    expect(next([], 0)).toBe('quiescent');
  });

  test('may take the commands that the model promises for each of the states', () => {
    expect(next([0, 1], 2)).toEqual({ type: 'heal 1' });
    expect(next([0, 1], 3)).toBe('nonTerminating');
    expect(next([0, 1], 5, 2)).toEqual({ type: 'heal 1' });
    expect(next([0, 1], 6, 2)).toBe('nonTerminating');
  });
});
