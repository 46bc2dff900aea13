import { join } from 'node:path';
import { applyPatches, enablePatches } from 'immer';
import { describe, expect, test } from 'vitest';
import { replay } from '../../src/check/replay.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { aTrace } from '../corpus/traces.ts';
import type { CounterCommand } from './counter.ts';
import { counterSubject, counterSystem } from './counter.ts';

enablePatches();

/** The counter, whose system does what `alter` makes of it. */
function counter(alter?: (value: number, command: CounterCommand) => number): AnySubject {
  return counterSubject(() => counterSystem(alter));
}

const up = { type: 'up' };
const duplicateRetry = await readTrace(
  join(import.meta.dirname, '../../failure_modes/FM_001_duplicate_retry/trace.json'),
);

describe('the verdict of a replay', () => {
  const parted: Partial<Trace> = {
    policies: { floor: true },
    commands: [up, up],
    violation: { kind: 'divergence', name: 'view.value', at: 1 },
  };
  const wrong = (value: number): number => (value === 2 ? 7 : value);

  test('is that it is reproduced, where the same invariant is violated', async () => {
    const { verdict, found } = await replay(counter(wrong), aTrace(parted));
    expect({ verdict, found }).toMatchObject({ verdict: 'reproduced', found: { name: 'view.value', at: 1 } });
  });

  test('is that it is gone, where no invariant is violated', async () => {
    expect(await replay(counter(), aTrace(parted))).toMatchObject({ verdict: 'gone', found: null });
  });

  test('is that it is another, where another invariant is violated', async () => {
    const throwing = counter((_, command) => {
      throw new RangeError(`no ${command.type}`);
    });
    expect(await replay(throwing, aTrace(parted))).toMatchObject({
      verdict: 'other',
      found: { kind: 'systemError', name: 'RangeError' },
    });
  });

  test('names the first command that the model does not enable: a manual run', async () => {
    const jump = [{ type: 'up' }, { type: 'jump', to: 1 }] as unknown as Trace['commands'];
    const manualRuns = aTrace({ ...parted, commands: jump, violation: { kind: 'invariant', name: 'FLOOR', at: 1 } });
    expect((await replay(counter(), manualRuns)).disabledAt).toBe(1);
    expect((await replay(counter(), aTrace(parted))).disabledAt).toBeNull();
  });

  test('watches for its own violation, past violations before it', async () => {
    const commands = [
      { type: 'jump', to: 5 },
      { type: 'jump', to: -1 },
    ] as unknown as Trace['commands'];
    const violations = (name: string): Trace =>
      aTrace({ policies: { floor: true }, commands, violation: { kind: 'invariant', name, at: 1 } });
    expect((await replay(counter(), violations('STEPS'))).found).toMatchObject({ name: 'STEPS', at: 0 });
    expect((await replay(counter(), violations('FLOOR'))).found).toMatchObject({ name: 'FLOOR', at: 1 });
  });

  test('is of another system, where one is named', async () => {
    const { system, verdict } = await replay(subjectOf('queue'), duplicateRetry, { system: 'sqlite-file' });
    expect({ system, verdict }).toEqual({ system: 'sqlite-file', verdict: 'reproduced' });
  });
});

describe('the steps of a replay', () => {
  test('have the patches that lead from one state of the model to the next', async () => {
    const { initial, steps } = await replay(subjectOf('queue'), duplicateRetry);
    expect(steps).toHaveLength(duplicateRetry.commands.length);
    let state = initial.state;
    for (const step of steps) {
      expect(step.model.patches.length).toBeGreaterThan(0);
      state = applyPatches(state as object, [...step.model.patches]);
      expect(state).toEqual(step.model.state);
    }
  });

  test('have the changes of the system’s view, and the model’s answers where both agree', async () => {
    const { initial, steps } = await replay(subjectOf('queue'), duplicateRetry);
    let before = initial.view as { effects: unknown[] };
    for (const { command, model, system } of steps) {
      expect(system?.outcome).toEqual(model.outcome);
      const after = system?.view as typeof before;
      const hasEffect = system?.changes.some(({ path }) => path.startsWith('effects.'));
      expect(hasEffect).toBe(command.type === 'applyEffect');
      expect(after.effects.length - before.effects.length).toBe(command.type === 'applyEffect' ? 1 : 0);
      before = after;
    }
  });

  test('go on into the recovery where that is what shows it', async () => {
    const trace = { ...duplicateRetry, violation: { kind: 'settled', name: 'INV_002', at: 6 } } as const;
    const { verdict, steps } = await replay(subjectOf('queue'), trace);
    expect(verdict).toBe('reproduced');
    const inRecovery = steps.map(({ isRecovery }) => isRecovery);
    expect(inRecovery.slice(0, 6)).toEqual(Array(6).fill(false));
    expect(inRecovery.length).toBeGreaterThan(6);
    expect(inRecovery.slice(6)).not.toContain(false);
  });

  test('take the recovery that the trace brings, where the usual one does not show it', async () => {
    // Whoever recovers in the usual order gets away with it: this is `ablate`'s shortest run to INV_002.
    const settled = { kind: 'settled', name: 'INV_002', at: 1 } as const;
    const short: Trace = { ...duplicateRetry, commands: [{ type: 'submit', job: 'j1' } as never], violation: settled };
    const recovery = [
      { type: 'lease', worker: 'w1' },
      { type: 'applyEffect', worker: 'w1' },
      { type: 'tick', byMs: 30_000 },
      { type: 'lease', worker: 'w2' },
      { type: 'applyEffect', worker: 'w2' },
      { type: 'commit', worker: 'w2' },
      { type: 'reconcile' },
    ];
    expect((await replay(subjectOf('queue'), short)).verdict).toBe('gone');
    const reported = await replay(subjectOf('queue'), { ...short, recovery });
    expect(reported.verdict).toBe('reproduced');
    expect(reported.steps.map(({ isRecovery }) => isRecovery)).toEqual([false, ...Array<boolean>(7).fill(true)]);
  });

  test('end where the system throws, with nothing on its side', async () => {
    const trace = aTrace({
      policies: { floor: true },
      commands: [up, up],
      violation: { kind: 'systemError', name: 'Error', at: 1 },
    });
    const failing = counter((value) => {
      if (value === 2) throw new Error('no more');
      return value;
    });
    const { verdict, steps } = await replay(failing, trace);
    expect(verdict).toBe('reproduced');
    expect(steps.map(({ system }) => system?.view ?? null)).toEqual([{ value: 1 }, null]);
  });

  test('leave out a recovery that never ends', async () => {
    const endless: AnySubject = {
      ...counter(),
      model: (policies, scope) => ({ ...counter().model(policies, scope), recovery: () => [{ type: 'down' }] }),
    };
    const trace = aTrace({
      policies: { floor: true },
      commands: [up],
      violation: { kind: 'endless', name: 'recovery', at: 1 },
    });
    const { verdict, steps } = await replay(endless, trace);
    expect({ verdict, steps: steps.length }).toEqual({ verdict: 'reproduced', steps: 1 });
  });
});
