import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ViolationKind } from '../../src/kernel/violation.ts';

// The clock of these tests moves only where a test moves it, and no other file shares the modules that go by it.
vi.useFakeTimers();
vi.resetModules();
const { EnvironmentError } = await import('../../src/kernel/environment-error.ts');
const { ViolationFound } = await import('../../src/kernel/run.ts');
const { closeInTime, isSilence, notInTime, withSystem } = await import('../../src/kernel/with-system.ts');
afterAll(() => {
  vi.useRealTimers();
  vi.resetModules();
});

const tooLate = 'the system could not be closed within 120 s';

/** A system, and how often it was closed; `close` says how that ends. */
function closing(close: () => Promise<void> = async () => undefined): { close(): Promise<void>; closed: number } {
  const system = {
    closed: 0,
    async close() {
      system.closed += 1;
      return close();
    },
  };
  return system;
}

function silence(): Promise<never> {
  return new Promise(() => undefined);
}

function found(kind: ViolationKind, name: string): Error {
  return new ViolationFound({ violation: { kind, name, at: 0, side: 'system', details: '' }, commands: [] });
}

/** What became of it after each of these times, in milliseconds. */
async function after(promise: Promise<unknown>, ...times: readonly number[]): Promise<string[]> {
  let state = 'waiting';
  promise.then(
    (value) => (state = String(value)),
    (error: Error) => (state = error.message),
  );
  const states: string[] = [];
  for (const time of times) {
    await vi.advanceTimersByTimeAsync(time);
    states.push(state);
  }
  return states;
}

describe('a system', () => {
  test('is closed once the work is done, and the result is that of the work', async () => {
    const system = closing();
    const work = async (): Promise<string> => `${system.closed} before`;
    expect(await withSystem(async () => system, work)).toBe('0 before');
    expect(system.closed).toBe(1);
  });

  test('is closed where the work fails, and the failure is that of the work', async () => {
    const system = closing(() => Promise.reject(new Error('it does not close')));
    const work = (): Promise<never> => Promise.reject(new Error('it does not work'));
    await expect(withSystem(async () => system, work)).rejects.toThrow('it does not work');
    expect(system.closed).toBe(1);
  });

  test('that does not close after its work is of the environment', async () => {
    const system = closing(() => Promise.reject(new Error('it does not close')));
    await expect(
      withSystem(
        async () => system,
        async () => 1,
      ),
    ).rejects.toThrow('it does not close');
    const never = withSystem(
      async () => closing(silence),
      async () => 1,
    );
    expect(await after(never, 119_000, 2_000)).toEqual(['waiting', tooLate]);
  });

  test('that gave no answer gets two seconds to close, and how it closes does not count', async () => {
    const silent = withSystem(
      async () => closing(silence),
      async () => 'a result',
      (result) => result === 'a result',
    );
    expect(await after(silent, 1_900, 500)).toEqual(['waiting', 'a result']);
    const broken = closing(() => Promise.reject(new Error('it does not close')));
    expect(
      await withSystem(
        async () => broken,
        async () => 1,
        () => true,
      ),
    ).toBe(1);
    expect(broken.closed).toBe(1);
  });

  test('that gave no answer in a run gets two seconds to close, and others the full time', async () => {
    const ended = (error: Error, ...times: readonly number[]): Promise<string[]> =>
      after(
        withSystem(
          async () => closing(silence),
          () => Promise.reject(error),
        ),
        ...times,
      );
    const silent = found('systemError', 'NoAnswer');
    expect(await ended(silent, 1_900, 500)).toEqual(['waiting', silent.message]);
    for (const error of [found('systemError', 'RangeError'), found('invariant', 'NoAnswer'), new Error('NoAnswer')]) {
      expect(await ended(error, 119_000, 2_000)).toEqual(['waiting', error.message]);
    }
  });

  test('that does not open leaves nothing to close', async () => {
    const open = (): Promise<never> => Promise.reject(new Error('it does not open'));
    await expect(withSystem(open, async () => 1)).rejects.toThrow('it does not open');
  });
});

test('silence is an error of the system with the name NoAnswer', () => {
  expect(isSilence({ kind: 'systemError', name: 'NoAnswer' })).toBe(true);
  expect(isSilence({ kind: 'systemError', name: 'RangeError' })).toBe(false);
  expect(isSilence({ kind: 'invariant', name: 'NoAnswer' })).toBe(false);
});

test('a system may be given another time to close', async () => {
  expect(await after(closeInTime(closing(silence), 1_500), 1_400, 500)).toEqual([
    'waiting',
    'the system could not be closed within 1.5 s',
  ]);
  expect(await closeInTime(closing())).toBeUndefined();
});

test('what was not done in time is of the environment', () => {
  expect(notInTime('the store', 'opened', 2_500)).toEqual(
    new EnvironmentError('the store could not be opened within 2.5 s'),
  );
});
