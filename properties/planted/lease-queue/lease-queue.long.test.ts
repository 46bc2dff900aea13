import { describe, expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { explore } from '../../../src/explore/explore.ts';
import { modelOnSystem } from '../../../src/kernel/setup.ts';
import { leaseQueueBugs } from './bugs.ts';
import { promisesOf, scopeNamed, soundSubject, subjectWithBug } from './planted.ts';
import { rightVariants } from './right-variants.ts';
import { soundTerms } from './sound-terms.ts';

const asked = { policies: {}, length: 30, runs: 5_000 } as const;

describe.each(leaseQueueBugs)('$name', (bug) => {
  test.each([1, 2, 3])('is found and shrunk by a check with seed %i', async (seed) => {
    const subject = await subjectWithBug(bug);
    const scope = scopeNamed(subject, 'small');
    const options = { ...asked, system: 'planted', scope, seed, shrinkSeconds: 60 };
    const { runs, counterexample } = await check(subject, options);
    expect(runs).toBeLessThanOrEqual(1_000);
    const { commands = [], recovery = [] } = counterexample ?? {};
    expect(commands.length + recovery.length).toBeGreaterThan(0);
    expect(commands.length + recovery.length).toBeLessThanOrEqual(12);
  });

  test('breaks its promise where no other is asked', async () => {
    const subject = await subjectWithBug(bug);
    const scope = scopeNamed(subject, 'small');
    const suspended = promisesOf(subject).filter((id) => id !== bug.breaks);
    const options = { ...asked, system: 'planted', scope, seed: 1, shrinkSeconds: 0, suspended };
    const { counterexample } = await check(subject, options);
    expect(counterexample?.violation.name).toBe(bug.breaks);
  });
});

describe.each(Object.keys(soundTerms))('the queue without a bug: %s', (name) => {
  test.each(['small', 'medium'])('holds in 5,000 runs of the %s scope', async (size) => {
    const subject = soundSubject(soundTerms[name] ?? {});
    const scope = scopeNamed(subject, size);
    const { verdict, counterexample, unsteady } = await check(subject, { ...asked, system: 'sound', scope, seed: 1 });
    expect({ verdict, counterexample, unsteady }).toEqual({ verdict: 'holds', counterexample: null, unsteady: [] });
  });

  test('has guesses that keep the promises', async () => {
    const subject = soundSubject(soundTerms[name] ?? {});
    const how = { system: 'sound', policies: {}, scope: scopeNamed(subject, 'small') };
    const { symmetry: _symmetry, ...model } = modelOnSystem(subject, how);
    const { violations } = await explore({ ...model, recovery: () => [], settled: [] }, { maxStates: 5_000 });
    expect(violations).toEqual([]);
  });
});

describe.each(rightVariants)('a choice of the library: $name', (variant) => {
  test.each(['small', 'medium'])('breaks no promise in 1,000 runs of the %s scope', async (size) => {
    const subject = await subjectWithBug(variant);
    const options = { ...asked, system: 'planted', scope: scopeNamed(subject, size), seed: 2, runs: 1_000 };
    const { verdict, counterexample, unsteady } = await check(subject, options);
    expect({ verdict, counterexample, unsteady }).toEqual({ verdict: 'holds', counterexample: null, unsteady: [] });
  });
});
