import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Driven, DriveOptions } from '../../src/explore/drive.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { NoGraph } from '../../src/explore/graph.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';
import type { CounterCommand, CounterView } from '../check/counter.ts';
import { counterModel, counterSystem } from '../check/counter.ts';
import { slowClock } from '../kernel/slow-clock.ts';

afterEach(() => vi.restoreAllMocks());

/** From 0 to `most`, and back: two commands in each state but the last, which has one. */
function counterUpTo(most: number): ReturnType<typeof counterModel> {
  return counterModel({ floor: true }, { most });
}

async function drive(
  most: number,
  alter?: (value: number, command: CounterCommand) => number,
  options: Partial<DriveOptions> = {},
): Promise<Driven<CounterCommand>> {
  const open = async (): Promise<ReturnType<typeof counterSystem>> => counterSystem(alter);
  return driveEdges({ model: counterUpTo(most), open }, { maxStates: 1_000, ...options });
}

describe('a drive takes every transition', () => {
  test('in one run where it can go on from each, and counts them', async () => {
    const whole = { states: 4, edges: 7, drivenEdges: 7, steps: 7, runs: 1, violations: [] };
    expect(await drive(3)).toMatchObject(whole);
  });

  test('of at most 250 in a run, and one that is further away all the same', async () => {
    expect(await drive(200)).toMatchObject({ edges: 401, drivenEdges: 401, steps: 924 });
    expect(await drive(260)).toMatchObject({ edges: 521, drivenEdges: 521, violations: [] });
  });

  test('where a model has invariants that do not hold, too: exploring asks those', async () => {
    const model = counterModel({ floor: false }, { most: 1 });
    const commands = ({ value }: CounterView): CounterCommand[] =>
      value > -2 ? model.commands({ value }).slice(-1) : [];
    const perform = model.step.bind(model);
    const state = { value: 0 };
    const system = {
      ...counterSystem(),
      perform: async (one: CounterCommand) => perform(state, one),
      view: async () => ({ ...state }),
    };
    const driven = await driveEdges({ model: { ...model, commands }, open: async () => system }, { maxStates: 10 });
    expect(driven).toMatchObject({ edges: 2, drivenEdges: 2, violations: [] });
  });
});

describe('a drive finds', () => {
  test('a transition that the system takes otherwise, and goes on with a fresh system', async () => {
    const driven = await drive(3, (value, { type }) => (type === 'down' && value === 2 ? 7 : value));
    expect(driven).toMatchObject({ edges: 7, drivenEdges: 7, runs: 2 });
    const commands = ['down', 'up', 'up', 'up', 'down'].map((type) => ({ type }));
    expect(driven.violations).toEqual([
      { violation: expect.objectContaining({ kind: 'divergence', at: 4 }), commands },
    ]);
    expect(driven.steps).toBe(5 + 5);
  });

  test('the violation of a shorter run after that of a longer one, and gives it first', async () => {
    let before = 0;
    const driven = await drive(3, (value, { type }) => {
      const isWrong = type === 'down' && (value === 2 || (value === 0 && before === 1));
      before = value;
      return isWrong ? 7 : value;
    });
    expect(driven.violations.map(({ commands }) => commands.length)).toEqual([2, 5]);
  });

  test('at most 20 violations', async () => {
    const driven = await drive(40, (value, { type }) => (type === 'down' ? value + 1 : value));
    const lengths = driven.violations.map(({ commands }) => commands.length);
    expect([lengths.length, driven.runs]).toEqual([20, 20]);
    expect(driven.steps).toBe(lengths.reduce((sum, length) => sum + length));
    expect(await drive(40, (value) => value)).toMatchObject({ violations: [], runs: 1 });
  });

  test('no violation where the machine does not go on', async () => {
    const full = { ...counterSystem(), perform: () => Promise.reject(new EnvironmentError('the disk is full')) };
    const driving = driveEdges({ model: counterUpTo(3), open: async () => full }, { maxStates: 10 });
    await expect(driving).rejects.toThrow('the disk is full');
  });

  test('a model that enables less in a state than it did', async () => {
    const model = counterUpTo(3);
    let isDriven = false;
    const commands = (state: CounterView): CounterCommand[] => [...model.commands(state)].slice(isDriven ? 2 : 0);
    const open = async (): Promise<ReturnType<typeof counterSystem>> => {
      isDriven = true;
      return counterSystem();
    };
    const driving = driveEdges({ model: { ...model, commands }, open }, { maxStates: 10 });
    await expect(driving).rejects.toThrow(UnsoundModel);
    await expect(driving).rejects.toThrow(
      /^the model of counter enables less than it did in the same state; the usual causes/,
    );
  });
});

describe('a drive', () => {
  test('says how far it is, and how long it took', async () => {
    const times = slowClock();
    const reached: number[] = [];
    const progress: object[] = [];
    const { timing } = await drive(3, (value, { type }) => (type === 'down' && value === 2 ? 7 : value), {
      onReached: (states) => reached.push(states),
      onProgress: (at) => progress.push(at),
    });
    expect(reached.at(-1)).toBe(4);
    expect(progress).toEqual([
      { driven: 5, edges: 7 },
      { driven: 7, edges: 7 },
    ]);
    const [first = 0, last = 0] = [times.at(0), times.at(-1)];
    const seconds = (last - first) / 1000;
    expect(timing).toEqual({ seconds, edgesPerSecond: Math.round(7 / seconds) });
  });

  test('runs without a listener for progress', async () => {
    slowClock();
    expect(await drive(3)).toMatchObject({ drivenEdges: 7 });
  });

  test('ends after the run in which it is stopped, or before its first run', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const altered = (value: number, { type }: CounterCommand): number => {
      controller.abort();
      return type === 'down' ? value + 1 : value;
    };
    expect(await drive(40, altered, { signal })).toMatchObject({
      runs: 1,
      drivenEdges: 1,
      violations: [{ commands: { length: 1 } }],
    });
    slowClock();
    await expect(drive(40, undefined, { signal })).rejects.toThrow(NoGraph);
  });
});
