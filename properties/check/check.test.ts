import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { CheckReport } from '../../src/check/check.ts';
import type { CounterCommand, CounterSubject } from './counter.ts';
import { counterModel, counterSubject, counterSystem } from './counter.ts';
import { summaryOf } from './summary.ts';

const usual = { system: 'plain', policies: { floor: true }, scope: { most: 10 }, runs: 200, length: 20, seed: 1 };

function checkCounter(
  subject: CounterSubject,
  options: Partial<typeof usual> = {},
): Promise<CheckReport<CounterCommand>> {
  return check(subject, { ...usual, ...options });
}

describe('a system that does what the model says', () => {
  test('holds, and the report counts what was covered', async () => {
    const report = await checkCounter(counterSubject(counterSystem));
    expect(report).toMatchObject({
      verdict: 'holds',
      counterexample: null,
      runs: 200,
      distinctStates: 11,
      missedGoals: [],
    });
    const counted = Object.values(report.outcomes).flatMap((ofType) => Object.values(ofType));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(report.commands);
  });

  test('gives the same report but its timing for the same seed, and differs for another', async () => {
    const [one, two, other] = await Promise.all(
      [1, 1, 2].map((seed) => checkCounter(counterSubject(counterSystem), { seed, length: 7 })),
    );
    expect({ ...one, timing: null }).toEqual({ ...two, timing: null });
    expect(one?.outcomes).not.toEqual(other?.outcomes);
  });

  test('says by what its runs were picked, as the subject has it and as it was asked for', async () => {
    const { generation } = await checkCounter(counterSubject(counterSystem));
    expect(generation).toEqual({
      weights: { up: 2, down: 1 },
      faultRate: 0,
      faultWeights: {},
      swarmRate: 0.25,
      shortRate: 0.25,
      guesses: 2,
      noveltyRate: 0.5,
      steerRate: 0.5,
    });
    const asked = { ...usual, generation: { weights: { up: 0 }, swarmRate: 0 } };
    const report = await check(counterSubject(counterSystem), asked);
    expect(report.generation).toMatchObject({ weights: { up: 0 }, swarmRate: 0, shortRate: 0.25 });
    expect(report.outcomes).not.toHaveProperty('up');
  });

  test('is inconclusive where the runs are too short to meet what they have to', async () => {
    const report = await checkCounter(counterSubject(counterSystem), { length: 3 });
    expect(report).toMatchObject({ verdict: 'inconclusive', missedGoals: ['it reaches five'], counterexample: null });
  });

  test('is judged without the coverage goals of other scopes', async () => {
    const report = await check(counterSubject(counterSystem), { ...usual, scope: { most: 4 } });
    expect(report).toMatchObject({ verdict: 'holds', reached: {}, missedGoals: [], runs: 200 });
  });
});

describe('a known finding', () => {
  const isWrong = (value: number, { type }: CounterCommand): boolean =>
    (type === 'up' && value === 5) || (type === 'down' && value === 1);
  const subject = counterSubject(() =>
    counterSystem((value, command) => (isWrong(value, command) ? value + 1 : value)),
  );
  const [up, down] = ['up', 'down'].map((where) => ({ kind: 'divergence', name: 'view.value', where }) as const);

  test('ends its runs, and hides no other finding of the same kind and name', async () => {
    for (const [known, other] of [
      [up, down],
      [down, up],
    ] as const) {
      const report = await check(subject, { ...usual, known: known === undefined ? [] : [known] });
      expect(report).toMatchObject({ verdict: 'violated', counterexample: { violation: other } });
    }
  });

  test('is no violation, and its runs are counted', async () => {
    let reached = 0;
    const listener = { startRun: () => undefined, see: () => undefined, reachKnown: () => void (reached += 1) };
    const known = [up, down].flatMap((one) => one ?? []);
    const report = await check(subject, { ...usual, known, listener });
    expect(report).toMatchObject({ counterexample: null, others: [], runs: 200 });
    expect(reached).toBeGreaterThan(50);
  });

  test('of another kind or name hides nothing', async () => {
    const known = [
      { kind: 'systemError', name: 'view.value' },
      { kind: 'divergence', name: 'view' },
    ] as const;
    expect((await check(subject, { ...usual, known })).verdict).toBe('violated');
  });
});

describe('a fault of a system is found, named and shrunk', () => {
  test('a view that differs', async () => {
    const subject = counterSubject(() => counterSystem((value) => (value === 3 ? 4 : value)));
    const report = await checkCounter(subject);
    const { verdict } = report;
    const violation = summaryOf(report.counterexample);
    expect(verdict).toBe('violated');
    expect(violation).toMatchObject({ kind: 'divergence', name: 'view.value', side: 'system', at: 2, length: 3 });
    expect(violation?.commands).toEqual([{ type: 'up' }, { type: 'up' }, { type: 'up' }]);
    expect(violation?.details).toBe('value: 3 on the model, 4 on the system');
  });

  test('an outcome that differs', async () => {
    const subject = counterSubject(() => {
      const system = counterSystem();
      return { ...system, perform: async (command) => (await system.perform(command), { type: 'moved' }) };
    });
    const violation = summaryOf((await checkCounter(subject)).counterexample);
    expect(violation).toMatchObject({ kind: 'divergence', name: 'outcome of down', length: 1 });
    expect(violation?.details).toBe('{"type":"down"}: {"type":"refused"} on the model, {"type":"moved"} on the system');
  });

  test('an exception, with its message', async () => {
    const subject = counterSubject(() =>
      counterSystem((value) => {
        if (value === 2) throw new RangeError('two is too many');
        return value;
      }),
    );
    const violation = summaryOf((await checkCounter(subject)).counterexample);
    expect(violation).toMatchObject({ kind: 'systemError', name: 'RangeError', length: 2 });
    expect(violation?.details).toContain('two is too many');
  });

  test('a view that is wrong before anything was done', async () => {
    const subject = counterSubject(() => ({ ...counterSystem(), view: async () => ({ value: 7 }) }));
    expect(summaryOf((await checkCounter(subject)).counterexample)).toMatchObject({
      kind: 'divergence',
      name: 'view.value',
      length: 0,
    });
  });

  test('what shows in the recovery only, as a run that goes that far', async () => {
    const subject = counterSubject(() =>
      counterSystem((value, { type }) => (type === 'down' && value === 4 ? 5 : value)),
    );
    const violation = summaryOf((await checkCounter(subject)).counterexample);
    expect(violation).toMatchObject({ kind: 'divergence', name: 'view.value' });
    expect(violation?.commands.map(({ type }) => type)).toEqual(['up', 'up', 'up', 'up', 'up', 'down']);
  });
});

describe('what is wrong with the model itself is found, too', () => {
  const withFloorOff = { policies: { floor: false } };
  /** A system with the same fault as the model: only the invariants can tell. */
  function alsoWithoutFloor(): CounterSubject {
    return counterSubject(() => {
      const model = counterModel({ floor: false }, { most: 10 });
      const state = { value: 0 };
      return {
        perform: async (command) => model.step(state, command),
        view: async () => ({ ...state }),
        close: async () => undefined,
      };
    });
  }

  test('an invariant that is violated on both sides alike', async () => {
    const violation = summaryOf((await checkCounter(alsoWithoutFloor(), withFloorOff)).counterexample);
    expect(violation).toMatchObject({ kind: 'invariant', name: 'FLOOR', side: 'both', length: 1, at: 0 });
  });

  test('a settled invariant, with the commands before its recovery', async () => {
    const subject = alsoWithoutFloor();
    const model: CounterSubject['model'] = (policies, scope) => ({ ...counterModel(policies, scope), invariants: [] });
    const violation = summaryOf((await checkCounter({ ...subject, model }, withFloorOff)).counterexample);
    expect(violation).toMatchObject({ kind: 'settled', name: 'ZERO', length: 1, at: 1 });
  });

  test('a recovery that never ends', async () => {
    const subject = counterSubject(counterSystem);
    const model: CounterSubject['model'] = (policies, scope) => ({
      ...counterModel(policies, scope),
      recovery: ({ value }) => [{ type: value > 3 ? 'down' : 'up' }],
    });
    const violation = summaryOf((await checkCounter({ ...subject, model }, { runs: 1 })).counterexample);
    expect(violation).toMatchObject({ kind: 'endless', name: 'recovery', length: 0 });
  });
});

test('a stopped check says so, and how far it came', async () => {
  const stop = new AbortController();
  const report = await check(counterSubject(counterSystem), {
    ...usual,
    runs: 1_000_000,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(report).toMatchObject({ verdict: 'interrupted', counterexample: null });
  expect(report.runs).toBeGreaterThan(0);
  expect(report.runs).toBeLessThan(1_000_000);
});

test('every system that was opened is closed, also after a violation', async () => {
  let open = 0;
  const subject = counterSubject(() => {
    open += 1;
    const system = counterSystem((value) => (value === 3 ? 4 : value));
    return { ...system, close: async () => void (open -= 1) };
  });
  expect((await checkCounter(subject)).verdict).toBe('violated');
  expect(open).toBe(0);
});

test('a system that the subject does not have is named, with those that it has', async () => {
  await expect(checkCounter(counterSubject(counterSystem), { system: 'plane' })).rejects.toThrow(
    "counter has no system 'plane'; it has plain",
  );
});
