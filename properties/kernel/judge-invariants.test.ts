import { describe, expect, test } from 'vitest';
import { judgeError, judgeInvariants, judgeRecovery, judgeSettled, NoAnswer } from '../../src/kernel/judge.ts';
import type { View } from './judging.ts';
import { ending, grows, low } from './judging.ts';

describe('an invariant', () => {
  const moved = { type: 'moved' };

  test('is violated where it is on every way that is left', () => {
    expect(judgeInvariants([ending({}, moved, [grows, low]), ending({}, moved, [low])])).toEqual({
      kind: 'invariant',
      name: 'LOW',
      side: 'both',
      details: 'It stays below five.',
    });
  });

  test('is the first one of the first way where no one is on every way', () => {
    expect(judgeInvariants([ending({}, moved, [grows]), ending({}, moved, [low])])?.name).toBe('GROWS');
  });

  test('is the one that is on every way, and not on some of them', () => {
    const ways = [[grows, low], [grows, low], [low]].map((violated) => ending({}, moved, violated));
    expect(judgeInvariants(ways)?.name).toBe('LOW');
  });

  test('is not violated for certain where one way violates none', () => {
    expect(judgeInvariants([ending({}, moved, [low]), ending({})])).toBeNull();
    expect(judgeInvariants([ending({}), ending({}, moved, [low])])).toBeNull();
    expect(judgeInvariants([])).toBeNull();
  });
});

describe('a settled invariant', () => {
  const even = { id: 'EVEN', says: 'It is even.', holds: ({ value }: View) => Number(value) % 2 === 0 };
  const empty = { id: 'EMPTY', says: 'Nothing is left.', holds: ({ value }: View) => value === 0 };
  const few = { id: 'FEW', says: 'It is below five.', holds: ({ value }: View) => Number(value) < 5 };
  const judge = (...values: number[]): ReturnType<typeof judgeSettled> =>
    judgeSettled(
      { settled: [even, empty, few] },
      values.map((value) => ({ view: { value } })),
    );

  test('is the first one that the view violates', () => {
    expect(judge(2)).toEqual({ kind: 'settled', name: 'EMPTY', side: 'both', details: 'Nothing is left.' });
    expect(judge(1)?.name).toBe('EVEN');
    expect(judge(0)).toBeNull();
  });

  test('is violated where each state that is left violates one', () => {
    expect(judge(1, 0)).toBeNull();
    expect(judge(0, 1)).toBeNull();
    expect(judge()).toBeNull();
  });

  test('is the first one that all states violate, though some violate others before it', () => {
    expect(judge(1, 2)?.name).toBe('EMPTY');
    expect(judge(1, 3, 2)?.name).toBe('EMPTY');
  });

  test('is the first one of the first state where all states violate none together', () => {
    const settled = [
      { ...even, holds: ({ value }: View) => value !== 1 },
      { ...empty, holds: ({ value }: View) => value !== 2 },
    ];
    expect(judgeSettled({ settled }, [{ view: { value: 1 } }, { view: { value: 2 } }])?.name).toBe('EVEN');
  });
});

test('an endless recovery is reported with the number of its commands', () => {
  expect(judgeRecovery(7)).toEqual({
    kind: 'endless',
    name: 'recovery',
    side: 'model',
    details: 'no end after 7 commands',
  });
});

describe('an error of the system', () => {
  test('is named by its class, at the command after which it came', () => {
    expect(judgeError(new RangeError('too high'), 'up')).toEqual({
      kind: 'systemError',
      name: 'RangeError',
      where: 'up',
      side: 'system',
      details: 'the system threw RangeError: too high',
    });
    expect(judgeError(new RangeError('too high'), undefined)).not.toHaveProperty('where');
  });

  test('prints a thrown value that is no Error as its text', () => {
    expect(judgeError('broken', 'up')).toMatchObject({ name: 'Error', details: 'the system threw Error: broken' });
  });

  test('prints that the system did not answer', () => {
    expect(judgeError(new NoAnswer(2500), 'up')).toMatchObject({
      name: 'NoAnswer',
      details: 'the system did not answer within 2.5 s',
    });
  });
});
