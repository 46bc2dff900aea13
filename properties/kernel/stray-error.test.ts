import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/kernel/interrupted.ts';
import { answerInTime } from '../../src/kernel/patience.ts';
import { giveStrayError, StrayError } from '../../src/kernel/stray-error.ts';

const never = (): Promise<never> => new Promise(() => undefined);

describe('a stray error', () => {
  test('is the answer of the call that waits, with the first line of its message', async () => {
    const answer = answerInTime(never(), {});
    const cause = new TypeError('no connection\nto any server');
    expect(giveStrayError(cause)).toBe(true);
    await expect(answer).rejects.toThrow(new StrayError(cause));
    await expect(answer).rejects.toMatchObject({ message: 'outside of its calls: TypeError: no connection', cause });
  });

  test('goes to the latest of several calls alone', async () => {
    const [first, second] = [Promise.withResolvers<string>(), answerInTime(never(), {})];
    const earlier = answerInTime(first.promise, {});
    const latest = answerInTime(never(), {});
    expect(giveStrayError('lost')).toBe(true);
    await expect(latest).rejects.toThrow('outside of its calls: Error: lost');
    first.resolve('answered');
    expect(await earlier).toBe('answered');
    expect(giveStrayError('lost')).toBe(true);
    await expect(second).rejects.toThrow(StrayError);
  });

  test('is one with another error of the same instant', async () => {
    const answer = answerInTime(never(), {});
    expect([giveStrayError('first'), giveStrayError('second')]).toEqual([true, true]);
    await expect(answer).rejects.toThrow('Error: first');
  });

  test('is not taken by a call that was given up', async () => {
    const signal = AbortSignal.abort();
    await expect(answerInTime(never(), { signal })).rejects.toThrow(Interrupted);
    expect(giveStrayError('lost')).toBe(false);
  });

  test('is not taken where no call waits', async () => {
    await answerInTime(Promise.resolve('answered'), {});
    await expect(answerInTime(Promise.reject(new Error('refused')), {})).rejects.toThrow('refused');
    expect(giveStrayError('lost')).toBe(false);
  });
});
