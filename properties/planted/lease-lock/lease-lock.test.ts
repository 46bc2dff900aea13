import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { applyPatch } from '../planted-bug.ts';
import { leaseLockBugs } from './bugs.ts';
import { lockPromisesOf, lockScopeNamed, lockSubjectWithBug, soundLockSubject } from './planted.ts';
import { rightLockVariants } from './right-variants.ts';
import { soundLockTerms } from './sound-terms.ts';

const root = join(import.meta.dirname, '../../..');
const asked = { policies: {}, length: 30, seed: 1, shrinkSeconds: 0 } as const;

test('at least eight bugs of six kinds are planted, each by its own name and patch', () => {
  expect(leaseLockBugs.length).toBeGreaterThanOrEqual(8);
  expect(new Set(leaseLockBugs.map(({ name }) => name)).size).toBe(leaseLockBugs.length);
  expect(new Set(leaseLockBugs.map(({ patch }) => JSON.stringify(patch))).size).toBe(leaseLockBugs.length);
  expect(new Set(leaseLockBugs.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6);
  for (const { patch } of [...leaseLockBugs, ...rightLockVariants]) {
    const patched = applyPatch(readFileSync(join(root, patch.file), 'utf8'), patch);
    expect(parseSync(patch.file, patched).errors).toEqual([]);
  }
});

test('each promise of a lock is broken by a planted bug', () => {
  const broken = new Set(leaseLockBugs.map(({ breaks }) => breaks));
  expect([...broken].toSorted()).toEqual(lockPromisesOf(soundLockSubject({})).toSorted());
});

/** The rest is for the long run, which also shrinks. */
const sample = leaseLockBugs.filter((_, at) => at % 3 !== 0);

test.each(sample)('a check finds that $name', async (bug) => {
  const subject = await lockSubjectWithBug(bug);
  const scope = lockScopeNamed(subject, 'small');
  const { verdict } = await check(subject, { ...asked, system: 'planted', scope, runs: 200 });
  expect(verdict).toBe('violated');
});

test.each(Object.keys(soundLockTerms))('a check of the locks without a bug holds: %s', async (name) => {
  const subject = soundLockSubject(soundLockTerms[name] ?? {});
  const scope = lockScopeNamed(subject, 'small');
  const { verdict, missedGoals } = await check(subject, { ...asked, system: 'sound', scope, runs: 60 });
  expect({ verdict, missedGoals }).toEqual({ verdict: 'holds', missedGoals: [] });
});

test.each(rightLockVariants)('a choice of the library breaks no promise: $name', async (variant) => {
  const subject = await lockSubjectWithBug(variant);
  const scope = lockScopeNamed(subject, 'small');
  const { counterexample } = await check(subject, { ...asked, system: 'planted', scope, runs: 60 });
  expect(counterexample).toBeNull();
});
