import { describe, expect, test } from 'vitest';
import type { Asking, Lockstep } from '../../src/kernel/lockstep.ts';
import { createLockstep } from '../../src/kernel/lockstep.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { onRealClock } from '../../src/kernel/open-deadlines.ts';
import { startRealTime, Strayed } from '../../src/kernel/real-time.ts';
import { ViolationFound } from '../../src/kernel/run.ts';

describe('the real time of a run', () => {
  test('goes on a millisecond longer than the time of the model, by every clock', () => {
    let now = [1_000, 5_000];
    const time = startRealTime({ toleranceMs: 20, read: () => now });
    now = [1_003, 5_003];
    time.assertOnTime();
    time.advance(40);
    expect(time.pauseMs()).toBe(41);
    now = [1_044, 5_043];
    expect(time.pauseMs()).toBe(1);
    now = [1_044, 5_044];
    expect(time.pauseMs()).toBe(0);
    expect(() => time.assertOnTime()).not.toThrow();
  });

  test('strays where more passes than the tolerance, in commands or in a wait', () => {
    let now = [0];
    const time = startRealTime({ toleranceMs: 20, read: () => now });
    now = [18];
    time.assertOnTime();
    now = [19];
    expect(() => time.assertOnTime()).toThrow(
      '19 ms more have passed than in the model, which has a tolerance of 20 ms',
    );
    time.advance(100);
    now = [119];
    expect(() => time.pauseMs()).toThrow(Strayed);
  });

  test('strays where a clock is set back', () => {
    let now = [0, 0];
    const time = startRealTime({ toleranceMs: 20, read: () => now });
    now = [5, 5];
    time.assertOnTime();
    now = [6, 4];
    expect(() => time.assertOnTime()).toThrow('the clock of the machine was set back');
  });
});

interface Lamp {
  nowMs: number;
  offAtMs: number;
}
type Shown = { readonly isLit: boolean };
type LampModel = Model<Lamp, Command & { byMs?: number }, Outcome, Shown>;

/** A lamp that goes out 50 ms after it was lit. */
const lamp: LampModel = {
  name: 'lamp',
  initial: { nowMs: 0, offAtMs: 0 },
  commands: () => [light, wait(50)],
  step(draft, { type, byMs = 0 }) {
    if (type === 'light') draft.offAtMs = draft.nowMs + 50;
    draft.nowMs += byMs;
    return { type: 'done' };
  },
  view: ({ nowMs, offAtMs }) => ({ isLit: nowMs < offAtMs }),
  invariants: [],
  recovery: () => [],
  settled: [],
  instants: (state) => ({ clock: [state, 'nowMs'], deadlines: [[state, 'offAtMs']], lifetimeMs: 50, toleranceMs: 10 }),
};
const light = { type: 'light' };
function wait(byMs: number): Command & { byMs: number } {
  return { type: 'wait', byMs };
}

/** A lamp with a clock of its own. Each call takes so many milliseconds. */
function takeToLamp(commands: readonly (typeof light)[], { litMs = 50, callMs = 0, lateMs = 0 } = {}): string[] {
  let nowMs = 0;
  let offAtMs = 0;
  const asked: string[] = [];
  const lockstep = createLockstep(onRealClock(lamp, { name: 'lamp', clock: 'real' }), {
    realClock: { toleranceMs: 10, read: () => [nowMs] },
  });
  const answer = (asking: Asking<Command>): void => {
    let next = asking.next();
    while (next.done !== true) {
      const { value: ask } = next;
      if (ask.type !== 'view') asked.push(ask.type === 'wait' ? `wait ${ask.ms}` : ask.command.type);
      if (ask.type === 'wait') nowMs += ask.ms + lateMs;
      else nowMs += callMs;
      if (ask.type === 'perform') offAtMs = nowMs + litMs;
      next = asking.next(ask.type === 'view' ? { isLit: nowMs < offAtMs } : { type: 'done' });
    }
  };
  try {
    answer(lockstep.begin());
    for (const command of commands) answer(lockstep.perform(command));
    answer(lockstep.recover());
  } catch (error) {
    if (!(error instanceof ViolationFound)) throw error;
    asked.push(error.violation.name);
  }
  return asked;
}

describe('a system whose clock cannot be moved', () => {
  test('does not get a command that lets time pass, which is a wait', () => {
    expect(takeToLamp([light, wait(40), wait(10)])).toEqual(['light', 'wait 41', 'wait 11']);
  });

  test('may show the end of a deadline early within the tolerance, and not before', () => {
    expect(takeToLamp([light, wait(45)], { callMs: 1, lateMs: 3 })).toEqual(['light', 'wait 46']);
    expect(takeToLamp([light, wait(40)], { litMs: 40 })).toEqual(['light', 'wait 41', 'view.isLit']);
    expect(takeToLamp([light, wait(50)], { litMs: 60 })).toEqual(['light', 'wait 51', 'view.isLit']);
  });

  test('is not judged by a run in which the machine was too slow', () => {
    expect(() => takeToLamp([light, wait(40)], { lateMs: 8, litMs: 40 })).toThrow(Strayed);
    expect(() => takeToLamp([light, light, light], { callMs: 2 })).toThrow(Strayed);
  });

  test.each<[string, (lockstep: Lockstep<Lamp, Command>) => Asking<Command>, number]>([
    ['a command without a view', (lockstep) => lockstep.performUnseen(light), 1],
    ['a view', (lockstep) => lockstep.look(), 1],
    ['a late view', (lockstep) => lockstep.perform(light), 4],
  ])('is not judged by %s that took too long', (_, ask, slowCall) => {
    let nowMs = 0;
    const lockstep = createLockstep(onRealClock(lamp, { name: 'lamp', clock: 'real' }), {
      realClock: { toleranceMs: 10, read: () => [nowMs] },
      delays: { patienceMs: 5 },
    });
    const begin = lockstep.begin();
    begin.next();
    begin.next({ isLit: false });
    const asking = ask(lockstep);
    asking.next();
    // The answers: the outcome, a view that is not the expected one, a pause, and a view.
    const answers = [{ type: 'done' }, { isLit: false }, undefined, { isLit: true }];
    const answerAll = (): void => {
      for (const [at, answer] of answers.entries()) {
        if (at + 1 === slowCall) nowMs += 20;
        if (asking.next(answer).done === true) return;
      }
    };
    expect(answerAll).toThrow(Strayed);
  });

  test('needs a model that names its instants and a tolerance, in one line', () => {
    const on = (change: Partial<LampModel>, quietMs?: number): LampModel =>
      onRealClock({ ...lamp, ...change }, { name: 'brass', clock: 'real', ...(quietMs !== undefined && { quietMs }) });
    const instants =
      (toleranceMs?: number): LampModel['instants'] =>
      (state) => ({
        clock: [state, 'nowMs'],
        deadlines: [],
        ...(toleranceMs !== undefined && { toleranceMs }),
      });
    const needs =
      'the clock of the system brass cannot be moved, so the model of lamp needs instants with a toleranceMs above 0';
    const { instants: _, ...timeless } = lamp;
    expect(() => onRealClock(timeless, { name: 'brass', clock: 'real' })).toThrow(needs);
    for (const toleranceMs of [undefined, 0, -1, 0.5])
      expect(() => on({ instants: instants(toleranceMs) } as Partial<LampModel>)).toThrow(needs);
    expect(() => on({}, 10)).toThrow('brass has to be quiet for 10 ms, and the model of lamp has a tolerance of 10 ms');
    expect(() => onRealClock(lamp, { name: 'brass', clock: 'sundial' })).toThrow(
      `has the clock "sundial": it is 'real'`,
    );
    const claims = { changesNothing: () => true, partition: () => ['lamp'], names: () => ['lamp'] };
    for (const claim of Object.keys(claims)) expect(on(claims)).not.toHaveProperty(claim);
    // A lifetime merges states that differ in the distance to a deadline, which counts here.
    expect(on({}).instants?.(lamp.initial)).not.toHaveProperty('lifetimeMs');
  });

  test('needs a command that lets the same time pass by each ending', () => {
    const open: LampModel = {
      ...lamp,
      endings: (state) =>
        [0, 5].map((more) => ({ state: { ...state, nowMs: state.nowMs + more }, outcome: { type: 'done' } })),
    };
    const lockstep = createLockstep(open, { realClock: { toleranceMs: 10, read: () => [0] } });
    const begin = lockstep.begin();
    begin.next();
    begin.next({ isLit: false });
    expect(() => lockstep.perform(light).next()).toThrow('the model of lamp says that a command takes 0 ms or 5 ms');
  });
});
