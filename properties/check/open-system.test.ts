import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { ConfigurationError } from '../../src/kernel/configuration.ts';
import { CannotOpen } from '../../src/kernel/setup.ts';
import { counterSubject, counterSystem } from './counter.ts';

const usual = { system: 'plain', policies: { floor: true }, scope: { most: 10 }, runs: 3, length: 5, seed: 1 };

describe('a system that cannot be used is one line', () => {
  test.each<[string, () => never, RegExp]>([
    [
      'where it throws when it is opened',
      () => {
        throw new RangeError('unable to open database file\nat line 2');
      },
      /^the system plain of counter cannot be opened: RangeError: unable to open database file$/,
    ],
    [
      'where opening it throws a text',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error
        throw 'no such file';
      },
      /^the system plain of counter cannot be opened: no such file$/,
    ],
  ])('%s', async (_, open, message) => {
    const error = await check(counterSubject(open), usual).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CannotOpen);
    expect((error as Error).message).toMatch(message);
  });

  test.each([
    [['close'], 'the system plain of counter has no function close: a system has perform, view and close'],
    [
      ['perform', 'view'],
      'the system plain of counter has no function perform, view: a system has perform, view and close',
    ],
  ])('where it lacks %j', async (lacking, message) => {
    const system = Object.fromEntries(Object.entries(counterSystem()).filter(([part]) => !lacking.includes(part)));
    const error = await check(
      counterSubject(() => system as never),
      usual,
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toBe(message);
  });

  test('where there is none', async () => {
    await expect(
      check(
        counterSubject(() => undefined as never),
        usual,
      ),
    ).rejects.toThrow('has no function perform');
  });
});
