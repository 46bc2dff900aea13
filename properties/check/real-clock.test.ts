import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckOptions, CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { driveSystem } from '../../src/check/drive-system.ts';
import { replay } from '../../src/check/replay.ts';
import { nullIfStrayed, runToViolation } from '../../src/check/run.ts';
import { sweepSubject } from '../../src/check/sweep-subject.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import type { Counterexample } from '../../src/kernel/counterexample.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Command } from '../../src/kernel/model.ts';
import { Strayed } from '../../src/kernel/real-time.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { renderCheck } from '../../src/report/check-report.ts';
import { propertyOf } from '../../src/testing/property-of.ts';
import { textOf } from '../report/text.ts';

interface Lamp {
  readonly nowMs: number;
  readonly offAtMs: number;
}
type LampCommand = { readonly type: 'light' | 'look' } | { readonly type: 'wait'; readonly byMs: number };

const light = { type: 'light' } as const;
const look = { type: 'look' } as const;

/** A lamp that goes out some time after it was lit. Each call takes so many milliseconds, from this lamp on. */
function lampSubject({ litMs = 30, callMs = 0, slowFrom = 0, whenLit = 'done' } = {}): AnySubject {
  const toleranceMs = 15;
  let opened = 0;
  return defineSubject({
    name: 'lamp',
    model: {
      initial: { nowMs: 0, offAtMs: 0 },
      commands: (): LampCommand[] => [light, look, { type: 'wait', byMs: 15 }],
      step(draft: { nowMs: number; offAtMs: number }, command) {
        if (command.type === 'wait') draft.nowMs += command.byMs;
        if (command.type === 'light') draft.offAtMs = draft.nowMs + 30;
        return { type: command.type === 'look' && draft.nowMs < draft.offAtMs ? 'lit' : 'done' };
      },
      view: (): object => ({}),
      instants: (state: Lamp) => ({ clock: [state, 'nowMs'], deadlines: [[state, 'offAtMs']], toleranceMs }),
    },
    systems: [
      {
        name: 'brass',
        clock: 'real',
        atOnce: 20,
        open: async () => {
          const waitMs = opened >= slowFrom ? callMs : 0;
          let offAtMs = 0;
          opened += 1;
          return {
            async perform(command) {
              if (waitMs > 0) await sleep(waitMs);
              if (command.type === 'wait') throw new Error('the clock cannot be moved');
              if (command.type === 'light') {
                offAtMs = Date.now() + litMs;
                return { type: whenLit };
              }
              return { type: command.type === 'look' && Date.now() < offAtMs ? 'lit' : 'done' };
            },
            view: async () => ({}),
            close: async () => undefined,
          };
        },
      },
    ],
  });
}

const where = { system: 'brass', policies: {}, scope: {} };

function checkLamp(subject: AnySubject, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  return check(subject, { ...where, runs: 12, length: 6, seed: 1, ...options });
}

describe('a check of a system whose clock cannot be moved', () => {
  test('leaves out the runs that a slow machine led astray, and says how many', async () => {
    const subject = lampSubject({ callMs: 40 });
    const report = await checkLamp(subject, { runs: 3 });
    expect(report).toMatchObject({ verdict: 'inconclusive', strayed: 3, runs: 0, commands: 0 });
    expect(report.missedGoals).toContain('real time within the tolerance of the model');
    const text = textOf(renderCheck(subject, { ...report, known: [], kept: null, othersKept: [] }));
    expect(text).toContain('left out: 3 runs, in which more real time passed than the model has a');
  });

  /** The counterexample of a check in which at least one run kept time. */
  async function counterexampleOn(subject: AnySubject): Promise<Counterexample> {
    for (;;) {
      const { counterexample, strayed } = await checkLamp(subject, { runs: 40 });
      if (counterexample !== null) return counterexample;
      expect(strayed).toBeGreaterThan(0);
    }
  }

  test.each([{ litMs: 12 }, { litMs: 70 }])('finds a deadline after $litMs ms, and replays it', async ({ litMs }) => {
    const subject = lampSubject({ litMs });
    const counterexample = await counterexampleOn(subject);
    expect(counterexample.violation).toMatchObject({ name: 'outcome of look', side: 'system' });
    const { steps } = await untilOnTime(() => replay(subject, traceOf(subject, counterexample)));
    expect(steps.find(({ command }) => command.type === 'wait')?.system?.outcome).toEqual({ type: 'done' });
  });

  test('keeps a finding that no repetition shows in time', async () => {
    for (;;) {
      const subject = lampSubject({ callMs: 40, slowFrom: 1, whenLit: 'burst' });
      const { counterexample, strayed } = await checkLamp(subject, {
        runs: 1,
        length: 4,
        seed: 4,
        generation: { guesses: 1, steerRate: 0 },
      });
      // The first lamp may have been too slow as well.
      if (strayed === 1) continue;
      expect(counterexample?.commands.map(({ type }) => type)).toEqual(['look', 'light']);
      expect(counterexample?.violation.name).toBe('outcome of light');
      expect(counterexample?.certificate).toMatchObject({ kind: 'locally minimal' });
      return;
    }
  });

  test('is refused by the engines that move the clock themselves', async () => {
    const subject = lampSubject();
    const driven = await driveSystem(subject, { ...where, maxStates: 100 });
    expect(driven).toMatchObject({
      notDriven: expect.stringContaining('the clock of the system brass cannot be moved') as string,
    });
    const run = { title: 'light', without: [], scope: {}, commands: [light], unprotected: [] };
    await expect(sweepSubject(subject, 'brass', [run])).rejects.toThrow(
      'lamp: the clock of the system cannot be moved',
    );
  });
});

/** The result of a run that keeps time. */
async function untilOnTime<Result>(take: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const result = await take().catch(nullIfStrayed);
    if (result !== null) return result;
  }
}

describe('a run on a system whose clock cannot be moved', () => {
  test('is taken again where it strays, and its listener gets the steps of the last time', async () => {
    let opened = 0;
    let nowMs = 0;
    const setup = setUp(lampSubject(), where);
    const taken = (slowTimes: number): Promise<string[]> => {
      opened = 0;
      const steps: string[] = [];
      const harness = {
        ...setup,
        realClock: { toleranceMs: 15, read: () => [nowMs] },
        open: async () => {
          opened += 1;
          const system = await setup.open();
          return {
            ...system,
            perform: (command: Command) => {
              nowMs += opened <= slowTimes ? 20 : 0;
              return system.perform(command);
            },
          };
        },
      };
      const observe = ({ command }: { readonly command: Command }): void => void steps.push(command.type);
      return runToViolation(harness, [light, light, light], { observe }).then(() => steps);
    };
    expect(await taken(4)).toEqual(['light', 'light', 'light']);
    expect(opened).toBe(5);
    await expect(taken(5)).rejects.toThrow(Strayed);
  });

  test('is left out of a property of fast-check where it strays', async () => {
    const property = propertyOf(lampSubject({ callMs: 40 }), { length: 4, generation: { shortRate: 0 } });
    const details = await fc.check(property, { numRuns: 1, seed: 1, maxSkipsPerRun: 1 });
    expect(details).toMatchObject({ failed: true, numRuns: 0, counterexample: null });
  });
});
