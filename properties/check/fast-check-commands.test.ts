import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asFastCheckCommands } from '../../src/check/fast-check-commands.ts';
import type { AsyncLockstep, SyncLockstep } from '../../src/check/lockstep.ts';
import { startLockstep, startSyncLockstep } from '../../src/check/lockstep.ts';
import type { SyncSystem } from '../../src/kernel/ask-system.ts';
import type { CounterCommand, CounterOutcome, CounterView } from './counter.ts';
import { counterModel, counterSubject, counterSystem } from './counter.ts';
import { rightTurns, safe } from './safe.ts';

const options = { policies: { floor: true }, scope: { most: 10 }, length: 20 };
const kit = asFastCheckCommands(counterSubject(counterSystem), options);

/** A counter that answers at once, and shows `wrong` wherever it stands at `at`. */
function syncCounter(at = -1, wrong = 0): SyncSystem<CounterCommand, CounterOutcome, CounterView> {
  const state = { value: 0 };
  return {
    perform: (command) => counterModel({ floor: true }, { most: 10 }).step(state, command),
    view: () => ({ value: state.value === at ? wrong : state.value }),
  };
}

function syncProperty(
  at?: number,
): fc.IPropertyWithHooks<[readonly fc.Command<SyncLockstep<CounterCommand>, object>[]]> {
  return fc.property(kit.syncRuns, (commands) => {
    const system = syncCounter(at, 99);
    const lockstep = startSyncLockstep(kit.model, system);
    fc.modelRun(() => ({ model: lockstep, real: system }), commands);
    lockstep.recover();
  });
}

describe('under fc.property with fc.modelRun', () => {
  test('a system that does what the model says holds', () => {
    fc.assert(syncProperty(), { seed: 1 });
  });

  test('a system that differs is found, and its run is shrunk and printed as commands', () => {
    const { failed, counterexample, errorInstance } = fc.check(syncProperty(3), { seed: 1 });
    expect(failed).toBe(true);
    expect(fc.stringify(counterexample)).toBe('[[{"type":"up"},{"type":"up"},{"type":"up"}]]');
    expect(String(errorInstance)).toContain('view.value: value: 3 on the model, 99 on the system');
  });

  test('the same seed and path come to the same run at once', () => {
    const first = fc.check(syncProperty(3), { seed: 7 });
    const path = first.counterexamplePath ?? '';
    const repeated = fc.check(syncProperty(3), { seed: 7, path, endOnFailure: true });
    expect(fc.stringify(repeated.counterexample)).toBe(fc.stringify(first.counterexample));
    expect(repeated.numShrinks).toBe(0);
  });

  test('a share of the runs is led to steps that guessing hardly ever takes', () => {
    const opened = (steerRate: number): number => {
      const { syncRuns } = asFastCheckCommands(safe, {
        ...options,
        policies: {},
        scope: {},
        generation: { steerRate },
      });
      return fc.sample(syncRuns, { numRuns: 200, seed: 1 }).filter((run) =>
        run
          .map((one) => JSON.parse(one.toString()).type as string)
          .join('')
          .includes(rightTurns),
      ).length;
    };
    expect([opened(0), opened(0.5)]).toEqual([0, expect.any(Number)]);
    expect(opened(0.5)).toBeGreaterThan(3);
  });

  test('examples are run first, and shrink', () => {
    const example = kit.example([...Array.from({ length: 8 }, () => ({ type: 'up' as const })), { type: 'down' }]);
    const { counterexample, numRuns, numShrinks } = fc.check(syncProperty(3), {
      seed: 1,
      examples: [[example]],
    });
    expect(numRuns).toBe(1);
    expect(numShrinks).toBeGreaterThan(0);
    expect(fc.stringify(counterexample)).toBe('[[{"type":"up"},{"type":"up"},{"type":"up"}]]');
  });

  test('an invariant that is violated on both sides is named', () => {
    const lockstep = startSyncLockstep(kit.model, syncCounter());
    expect(() => lockstep.perform({ type: 'jump', to: 2 })).toThrow('STEPS: It moves by one.');
  });

  test('what shows only in the recovery, or once it is done, is found by recovering', () => {
    const unsettled = { ...kit.model, recovery: () => [] };
    const lockstep = startSyncLockstep(unsettled, syncCounter());
    lockstep.perform({ type: 'up' });
    expect(() => lockstep.recover()).toThrow('ZERO: It ends at zero.');
    const wrong = startSyncLockstep({ ...kit.model, invariants: [] }, syncCounter(1, 5));
    wrong.perform({ type: 'jump', to: 2 });
    expect(() => wrong.recover()).toThrow('view.value');
  });
});

describe('under fc.asyncProperty with fc.asyncModelRun', () => {
  const isWrong = (
    at: number,
  ): fc.IAsyncPropertyWithHooks<[readonly fc.AsyncCommand<AsyncLockstep<CounterCommand>, object>[]]> =>
    fc.asyncProperty(kit.runs, async (commands) => {
      const system = counterSystem((value) => (value === at ? 99 : value));
      const lockstep = await startLockstep(kit.model, system);
      await fc.asyncModelRun(() => ({ model: lockstep, real: system }), commands);
      await lockstep.recover();
    });

  test('holds, or is found and shrunk', async () => {
    await fc.assert(isWrong(-1), { seed: 1 });
    const { counterexample } = await fc.check(isWrong(2), { seed: 1 });
    expect(fc.stringify(counterexample)).toBe('[[{"type":"up"},{"type":"up"}]]');
  });

  test('runs are as long as was asked for', () => {
    const lengths = fc.sample(kit.runs, { seed: 1, numRuns: 100 }).map(({ length }) => length);
    expect(Math.max(...lengths)).toBe(20);
  });
});
