import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckOptions, CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { createTurns } from '../../src/check/turns.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { scopeOf } from '../subjects/worlds.ts';

/** Waits for so many rounds of the event loop. */
async function rounds(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
}

test('runs are handled in the order of their start, up to the first that failed', async () => {
  const plan = fc.array(fc.record({ takes: fc.nat(6), fails: fc.boolean() }), { maxLength: 12 });
  const property = fc.asyncProperty(fc.integer({ min: 1, max: 5 }), plan, async (atOnce, runs) => {
    const turns = createTurns(atOnce);
    const heard: number[] = [];
    let underWay = 0;
    let most = 0;
    async function make({ takes, fails }: (typeof runs)[number], index: number): Promise<void> {
      underWay += 1;
      most = Math.max(most, underWay);
      await rounds(takes);
      underWay -= 1;
      if (fails) throw new Error(`run ${index}`);
    }
    let thrown: unknown = null;
    try {
      for (const [index, run] of runs.entries()) await turns.take(make(run, index), () => heard.push(index));
      await turns.finish();
    } catch (error) {
      thrown = error;
    }
    await turns.abandon();
    const failed = runs.findIndex(({ fails }) => fails);
    expect(thrown).toEqual(failed < 0 ? null : new Error(`run ${failed}`));
    expect(heard).toEqual([...runs.keys()].slice(0, failed < 0 ? runs.length : failed + 1));
    expect(underWay).toBe(0);
    expect(most).toBeLessThanOrEqual(atOnce);
  });
  await fc.assert(property, { numRuns: 200 });
});

test('as many are under way at once as there may be', async () => {
  const turns = createTurns(3);
  let underWay = 0;
  const seen: number[] = [];
  for (let run = 0; run < 6; run += 1) {
    const make = async (): Promise<void> => {
      seen.push((underWay += 1));
      await rounds(5);
      underWay -= 1;
    };
    await turns.take(make(), () => undefined);
  }
  await turns.finish();
  expect(Math.max(...seen)).toBe(3);
});

const queue = subjectOf('queue');
const policies = allPolicies(queue);
const [sqlite] = queue.systems;
if (sqlite === undefined) throw new Error('the queue has no system');
type Open = typeof sqlite.open;
const openSqlite = sqlite.open;

/** The same check, with so many runs at a time, on a system that is late by as much as it likes. */
function checkQueue(atOnce: number, open: Open, how: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const subject = { ...queue, systems: [{ name: 'late', open, atOnce }] };
  const usual = {
    system: 'late',
    policies,
    scope: scopeOf(queue, 'small'),
    runs: 60,
    length: 20,
    seed: 3,
    maxStates: 100,
  };
  return check(subject, { ...usual, ...how });
}

let opened = 0;
let mostOpen = 0;

const late: Open = async (setup) => {
  const system = await openSqlite(setup);
  opened += 1;
  mostOpen = Math.max(mostOpen, opened);
  let steps = opened;
  return {
    ...system,
    async perform(command) {
      await rounds((steps = (steps * 7 + 3) % 5));
      return system.perform(command);
    },
    async close() {
      opened -= 1;
      await system.close();
    },
  };
};

describe('a check with several runs under way says what it says with one after the other', () => {
  test('where all holds', async () => {
    mostOpen = 0;
    const several = await checkQueue(4, late);
    expect({ opened, mostOpen }).toEqual({ opened: 0, mostOpen: 4 });
    expect({ ...several, timing: null }).toEqual({ ...(await checkQueue(1, late)), timing: null });
    expect(several.runs).toBe(60);
  });

  test('where an invariant is violated', async () => {
    const off = { ...policies, renewInTime: false };
    const several = await checkQueue(4, late, { runs: 400, policies: off, generation: { guesses: 1, steerRate: 0 } });
    expect(opened).toBe(0);
    expect({ ...several, timing: null }).toEqual({
      ...(await checkQueue(1, late, { runs: 400, policies: off, generation: { guesses: 1, steerRate: 0 } })),
      timing: null,
    });
    expect(several.counterexample).not.toBeNull();
    expect(several.runs).toBeGreaterThan(4);
    expect(several.runs).toBeLessThan(400);
  });

  test('where it is stopped: all is closed, and what was heard is a beginning', async () => {
    const stop = new AbortController();
    let done = 0;
    const report = await checkQueue(
      4,
      async (setup) => {
        if ((done += 1) === 30) stop.abort();
        return late(setup);
      },
      { signal: stop.signal, runs: 1000 },
    );
    expect(report.verdict).toBe('interrupted');
    expect(opened).toBe(0);
    expect(report.runs).toBeGreaterThan(20);
    expect(report.runs).toBeLessThanOrEqual(30);
  });

  test('where the world around it breaks: that is thrown, once all is closed', async () => {
    const breaking: Open = async (setup) => {
      const system = await late(setup);
      let left = 5;
      return {
        ...system,
        perform: (command) =>
          (left -= 1) < 0 ? Promise.reject(new EnvironmentError('the server is gone')) : system.perform(command),
      };
    };
    await expect(checkQueue(4, breaking)).rejects.toThrow('the server is gone');
    expect(opened).toBe(0);
  });
});
