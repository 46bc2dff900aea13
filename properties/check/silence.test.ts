import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { sweep } from '../../src/check/sweep.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import type { System } from '../../src/kernel/model.ts';
import { within } from '../../src/kernel/time-limit.ts';
import { closeInTime } from '../../src/kernel/with-system.ts';
import type { CounterCommand, CounterOutcome, CounterView } from './counter.ts';
import { counterModel, counterSubject, counterSystem } from './counter.ts';
import { summaryOf } from './summary.ts';

const usual = { system: 'plain', policies: { floor: true }, scope: { most: 10 }, runs: 50, length: 20, seed: 1 };
const model = counterModel(usual.policies, usual.scope);

/** A promise that never settles. */
function silence<Value>(): Promise<Value> {
  return new Promise(() => undefined);
}

type CounterSystem = System<CounterCommand, CounterOutcome, CounterView>;

/** The counter, which gives no answer to the command that brings it to two, and cannot be closed from then on. */
function silentAtTwo(onSilent: () => void = () => undefined): CounterSystem {
  const system = counterSystem();
  let isSilent = false;
  return {
    ...system,
    async perform(command) {
      const outcome = await system.perform(command);
      isSilent ||= (await system.view()).value === 2;
      if (isSilent) onSilent();
      return isSilent ? silence() : outcome;
    },
    close: async () => (isSilent ? silence() : undefined),
  };
}

describe('a system that gives no answer in time', () => {
  test('is a violation with a minimal run, and its close is not waited for', async () => {
    const subject = counterSubject(() => silentAtTwo());
    const { verdict, counterexample } = await check(subject, { ...usual, answerMs: 1 });
    expect(verdict).toBe('violated');
    expect(summaryOf(counterexample)).toMatchObject({
      kind: 'systemError',
      name: 'NoAnswer',
      where: 'up',
      side: 'system',
      length: 2,
      details: 'the system did not answer within 0.001 s',
    });
  });

  test('is one as well where its view is not shown', async () => {
    const subject = {
      ...counterSubject(() => ({ ...counterSystem(), view: () => silence<CounterView>() })),
      answerMs: 1,
    };
    const { counterexample } = await check(subject, usual);
    expect(summaryOf(counterexample)).toMatchObject({ kind: 'systemError', name: 'NoAnswer', length: 0 });
  });

  test('is no verdict where it answers on a fresh system', async () => {
    let isFirst = true;
    const subject = counterSubject(() => {
      if (!isFirst) return counterSystem();
      isFirst = false;
      return silentAtTwo();
    });
    await expect(check(subject, { ...usual, answerMs: 1 })).rejects.toThrow(
      /did not answer within 0\.001 s after \d+ commands, and a fresh system did: give it more time by --timeout/,
    );
  });

  test('is a violation where the server below it answers, and none where that is silent', async () => {
    const open = (): CounterSystem => ({ ...silentAtTwo(), close: async () => undefined });
    const subject = counterSubject(open);
    const subjectOn = (assertReachable: () => Promise<void>): typeof subject => ({
      ...subject,
      systems: subject.systems.map((kind) => Object.assign(kind, { assertReachable })),
    });
    const isUp = check(
      subjectOn(async () => undefined),
      { ...usual, answerMs: 1 },
    );
    expect((await isUp).counterexample?.violation.name).toBe('NoAnswer');
    const noServer = new EnvironmentError('the server does not answer');
    const isDown = subjectOn(() => Promise.reject(noServer));
    await expect(check(isDown, { ...usual, answerMs: 1 })).rejects.toBe(noServer);
    const how = {
      model,
      open: async () => open(),
      answerMs: 1,
      assertReachable: () => Promise.reject(noServer),
    };
    await expect(driveEdges(how, { maxStates: 100 })).rejects.toBe(noServer);
    const failpoints = { watch: () => undefined };
    const swept = sweep(
      {
        ...how,
        model: { ...model, stateShowing: (view) => view },
        open: async () => ({ ...open(), failpoints }),
      },
      [{ type: 'up' }, { type: 'up' }],
    );
    await expect(swept).rejects.toBe(noServer);
  });

  test('is interrupted while it is waited for, and so is one that does not open', async () => {
    const stop = new AbortController();
    const interruptible = { ...usual, answerMs: 600_000, signal: stop.signal };
    const subject = counterSubject(() => silentAtTwo(() => stop.abort()));
    expect(await check(subject, interruptible)).toMatchObject({ verdict: 'interrupted', counterexample: null });
    const opening = new AbortController();
    const open = (): Promise<CounterSystem> => {
      opening.abort();
      return silence();
    };
    const unopened = { ...subject, systems: [{ name: 'plain', open }] };
    const other = { ...usual, signal: opening.signal };
    expect(await check(unopened, other)).toMatchObject({ verdict: 'interrupted', counterexample: null });
  });

  test('is interrupted while every transition is driven, and is no violation then', async () => {
    const stop = new AbortController();
    const open = async (): Promise<CounterSystem> => silentAtTwo(() => stop.abort());
    const how = { model, open, answerMs: 600_000, signal: stop.signal };
    expect((await driveEdges(how, { maxStates: 100, signal: stop.signal })).violations).toEqual([]);
  });

  test('may still answer while it is asked whether it stands on something that does', async () => {
    const subject = counterSubject(() => {
      const system = counterSystem();
      return {
        ...system,
        async perform(command: CounterCommand) {
          const outcome = await system.perform(command);
          await asked;
          return outcome;
        },
      };
    });
    let format: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (format = resolve));
    const systems = subject.systems.map((kind) =>
      Object.assign(kind, {
        async assertReachable() {
          format();
          await new Promise((resolve) => setTimeout(resolve, 50));
        },
      }),
    );
    expect(await check({ ...subject, systems }, { ...usual, runs: 3, answerMs: 1 })).toMatchObject({
      counterexample: null,
    });
  });

  test('is found by driving every transition, and by a sweep', async () => {
    const open = async (): Promise<CounterSystem> => silentAtTwo();
    const driven = await driveEdges({ model, open, answerMs: 1 }, { maxStates: 100 });
    // One such answer ends the drive: all others would be waited for, too.
    expect(driven.violations).toMatchObject([{ violation: { kind: 'systemError', name: 'NoAnswer' } }]);
    const failpoints = { watch: () => undefined };
    const swept = await sweep(
      {
        model: { ...model, stateShowing: (view) => view },
        open: async () => ({ ...silentAtTwo(), failpoints }),
        answerMs: 1,
      },
      [{ type: 'up' }, { type: 'up' }],
    );
    expect(swept.violations.map(({ violation }) => violation.name)).toEqual(['NoAnswer']);
  });

  test('is waited for as long as it is given', async () => {
    let answered = 0;
    const slow = (): CounterSystem => {
      const system = counterSystem();
      return {
        ...system,
        async perform(command) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          answered += 1;
          return system.perform(command);
        },
      };
    };
    const { verdict } = await check(counterSubject(slow), { ...usual, runs: 2, length: 12, answerMs: 60_000 });
    expect(verdict).not.toBe('violated');
    expect(answered).toBeGreaterThan(10);
  });
});

describe('a system that cannot be opened or closed in time', () => {
  test('is of the environment, and no finding', async () => {
    await expect(closeInTime({ close: () => silence() }, 1)).rejects.toThrow(EnvironmentError);
    await expect(closeInTime({ close: () => silence() }, 1)).rejects.toThrow('could not be closed within 0.001 s');
    await expect(closeInTime({ close: async () => undefined }, 1)).resolves.toBeUndefined();
  });
});

describe('a time limit', () => {
  test('gives what the promise settles to', async () => {
    const timeUp = (): Error => new Error('time is up');
    expect(await within(60_000, Promise.resolve(7), timeUp)).toBe(7);
    await expect(within(60_000, Promise.reject(new RangeError('no')), timeUp)).rejects.toThrow('no');
    await expect(within(1, silence(), timeUp)).rejects.toThrow('time is up');
  });

  test('is kept for each of many calls', async () => {
    const timeUp = (): Error => new Error('time is up');
    const long = within(60_000, new Promise((resolve) => setTimeout(resolve, 400, 'late')), timeUp);
    const short = within(1, silence(), timeUp);
    await expect(short).rejects.toThrow('time is up');
    expect(await long).toBe('late');
  });
});
