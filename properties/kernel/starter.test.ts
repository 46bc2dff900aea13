import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import { confirmAfterRestart, LeftOver, starterOf } from '../../src/kernel/started.ts';
import type { Started, Starter } from '../../src/kernel/started.ts';
import type { Violation } from '../../src/kernel/violation.ts';

type House = Started<string, Command, Outcome, string>;

/** What has happened to a house, in order. */
let log: string[] = [];

const system = (setup: string): System<Command, Outcome, string> => ({
  perform: async ({ type }) => ({ type: `${setup}: ${type}` }),
  view: async () => setup,
  close: async () => void log.push(`close ${setup}`),
});

const house = (change: Partial<House> = {}): (() => Promise<House>) => {
  return async () => {
    log.push('start');
    return { begin: async (setup) => system(setup), stop: async () => void log.push('stop'), ...change };
  };
};

function starting(start = house()): Starter<string, Command, Outcome, string> {
  return starterOf({}, start);
}

beforeEach(() => {
  log = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe('a starter of a system', () => {
  test('starts the system with the first run, and begins each run on it', async () => {
    const starter = starting();
    expect(log).toEqual([]);
    const [one, two] = [await starter.begin('one'), await starter.begin('two')];
    expect(log).toEqual(['start']);
    expect(await Promise.all([one.perform({ type: 'go' }), two.view()])).toEqual([{ type: 'one: go' }, 'two']);
    await one.close();
    expect(log).toEqual(['start', 'close one']);
  });

  test('stops the system 200 ms after its last run, and starts it again for the next', async () => {
    const starter = starting();
    await (await starter.begin('one')).close();
    await vi.advanceTimersByTimeAsync(199);
    expect(log).toEqual(['start', 'close one']);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['start', 'close one', 'stop']);
    await starter.begin('two');
    expect(log).toEqual(['start', 'close one', 'stop', 'start']);
  });

  test('keeps the system while a run is there, however long it takes', async () => {
    const starter = starting();
    const [one, two] = [await starter.begin('one'), await starter.begin('two')];
    await one.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(['start', 'close one']);
    await two.close();
    await vi.advanceTimersByTimeAsync(100);
    const three = await starter.begin('three');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(['start', 'close one', 'close two']);
    await three.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log.at(-1)).toBe('stop');
  });

  test('ends a run whose system cannot be closed', async () => {
    const begin = async (setup: string): Promise<System<Command, Outcome, string>> => ({
      ...system(setup),
      close: () => Promise.reject(new Error('no end')),
    });
    const starter = starting(house({ begin }));
    await expect((await starter.begin('one')).close()).rejects.toThrow('no end');
    await vi.advanceTimersByTimeAsync(200);
    expect(log).toEqual(['start', 'stop']);
  });

  test('stops the system at once where the next run has to be on another', async () => {
    const starter = starting();
    await starter.restart();
    expect(log).toEqual([]);
    await (await starter.begin('one')).close();
    await starter.restart();
    expect(log).toEqual(['start', 'close one', 'stop']);
    // A timer that is left would keep the process from its end.
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(['start', 'close one', 'stop']);
  });

  test('starts again after a start that failed', async () => {
    let tries = 0;
    const starter = starting(() => ((tries += 1) === 1 ? Promise.reject(new Error('no house')) : house()()));
    await expect(starter.begin('one')).rejects.toThrow('no house');
    await (await starter.begin('two')).close();
    await vi.advanceTimersByTimeAsync(200);
    expect(log).toEqual(['start', 'close two', 'stop']);
  });

  test('keeps an error of a stop in the background, and reports that of another', async () => {
    const starter = starting(house({ stop: () => Promise.reject(new Error('it stays')) }));
    await (await starter.begin('one')).close();
    await vi.advanceTimersByTimeAsync(200);
    await (await starter.begin('two')).close();
    await expect(starter.restart()).rejects.toThrow('it stays');
  });

  test('shows the failpoints of a system that has some', async () => {
    const failpoints = { names: [] } as never;
    const begin = async (setup: string): Promise<System<Command, Outcome, string>> => ({
      ...system(setup),
      failpoints,
    });
    expect((await starting(house({ begin })).begin('one')).failpoints).toBe(failpoints);
    expect(await starting().begin('one')).not.toHaveProperty('failpoints');
  });

  test('is the same one for the same kind of system', () => {
    const kind = {};
    expect(starterOf(kind, house())).toBe(starterOf(kind, house()));
    expect(starterOf(kind, house())).not.toBe(starterOf({}, house()));
  });
});

describe('a violation on a system that was started for many runs', () => {
  const violation: Violation = { kind: 'divergence', name: 'view.by', at: 3, side: 'system', details: 'a, not b' };
  const confirm = (second: Violation | null, restart?: () => Promise<void>): Promise<void> =>
    confirmAfterRestart({ restart }, violation, async () => {
      log.push('repeat');
      return second;
    });
  const restart = async (): Promise<void> => void log.push('restart');

  test('is confirmed where the same finding shows after a restart of the system', async () => {
    await confirm({ ...violation, at: 2, details: 'c, not b' }, restart);
    expect(log).toEqual(['restart', 'repeat']);
  });

  test('needs no second run where each run has a system of its own', async () => {
    await confirm(null);
    expect(log).toEqual([]);
  });

  test.each<[string, Violation | null]>([
    ['no violation', null],
    ['another violation', { ...violation, name: 'view.at' }],
  ])('is left over from other runs where the second run shows %s', async (_, second) => {
    const error = await confirm(second, restart).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LeftOver);
    expect(error).toMatchObject({
      name: 'LeftOver',
      message:
        'view.by shows after other runs, and not after a restart of the system: begin() keeps something of the ' +
        'runs before (a, not b)',
    });
  });
});
