import { describe, expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { explore } from '../../../src/explore/explore.ts';
import { modelOnSystem } from '../../../src/kernel/setup.ts';
import { leaseLockBugs } from './bugs.ts';
import { lockPromisesOf, lockScopeNamed, lockSubjectWithBug, soundLockSubject } from './planted.ts';
import { rightLockVariants } from './right-variants.ts';
import { soundLockTerms } from './sound-terms.ts';

const asked = { policies: {}, length: 30, runs: 5_000 } as const;

describe.each(leaseLockBugs)('$name', (bug) => {
  test.each([1, 2, 3])('is found and shrunk by a check with seed %i', async (seed) => {
    const subject = await lockSubjectWithBug(bug);
    const scope = lockScopeNamed(subject, 'small');
    const options = { ...asked, system: 'planted', scope, seed, shrinkSeconds: 60 };
    const { runs, counterexample } = await check(subject, options);
    expect(runs).toBeLessThanOrEqual(1_000);
    const { commands = [], recovery = [] } = counterexample ?? {};
    expect(commands.length + recovery.length).toBeGreaterThan(0);
    expect(commands.length + recovery.length).toBeLessThanOrEqual(6);
  });

  test('breaks its promise where no other is asked', async () => {
    const subject = await lockSubjectWithBug(bug);
    const scope = lockScopeNamed(subject, 'small');
    const suspended = lockPromisesOf(subject).filter((id) => id !== bug.breaks);
    const options = { ...asked, system: 'planted', scope, seed: 1, shrinkSeconds: 0, suspended };
    const { counterexample } = await check(subject, options);
    expect(counterexample?.violation.name).toBe(bug.breaks);
  });
});

describe.each(Object.keys(soundLockTerms))('the locks without a bug: %s', (name) => {
  test.each(['small', 'medium'])('hold in 5,000 runs of the %s scope', async (size) => {
    const subject = soundLockSubject(soundLockTerms[name] ?? {});
    const scope = lockScopeNamed(subject, size);
    const { verdict, counterexample, unsteady } = await check(subject, { ...asked, system: 'sound', scope, seed: 1 });
    expect({ verdict, counterexample, unsteady }).toEqual({ verdict: 'holds', counterexample: null, unsteady: [] });
  });

  test('have guesses that keep the promises', async () => {
    const subject = soundLockSubject(soundLockTerms[name] ?? {});
    const how = { system: 'sound', policies: {}, scope: lockScopeNamed(subject, 'small') };
    const { symmetry: _symmetry, ...model } = modelOnSystem(subject, how);
    const { violations } = await explore({ ...model, recovery: () => [], settled: [] }, { maxStates: 5_000 });
    expect(violations).toEqual([]);
  });
});

describe.each(rightLockVariants)('a choice of the library: $name', (variant) => {
  test.each(['small', 'medium'])('breaks no promise in 1,000 runs of the %s scope', async (size) => {
    const subject = await lockSubjectWithBug(variant);
    const options = { ...asked, system: 'planted', scope: lockScopeNamed(subject, size), seed: 2, runs: 1_000 };
    const { verdict, counterexample, unsteady } = await check(subject, options);
    expect({ verdict, counterexample, unsteady }).toEqual({ verdict: 'holds', counterexample: null, unsteady: [] });
  });
});
