import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { applyPatch } from '../planted-bug.ts';
import { leaseQueueBugs } from './bugs.ts';
import { promisesOf, scopeNamed, soundSubject, subjectWithBug } from './planted.ts';
import { rightVariants } from './right-variants.ts';
import { soundTerms } from './sound-terms.ts';

const root = join(import.meta.dirname, '../../..');
const asked = { policies: {}, length: 30, seed: 1, shrinkSeconds: 0 } as const;

test('at least forty bugs of eight kinds are planted, each by its own name and patch', () => {
  expect(leaseQueueBugs.length).toBeGreaterThanOrEqual(40);
  expect(new Set(leaseQueueBugs.map(({ name }) => name)).size).toBe(leaseQueueBugs.length);
  expect(new Set(leaseQueueBugs.map(({ patch }) => JSON.stringify(patch))).size).toBe(leaseQueueBugs.length);
  expect(new Set(leaseQueueBugs.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);
  for (const { patch } of [...leaseQueueBugs, ...rightVariants]) {
    const patched = applyPatch(readFileSync(join(root, patch.file), 'utf8'), patch);
    expect(parseSync(patch.file, patched).errors).toEqual([]);
  }
});

test('each promise of a lease queue is broken by a planted bug', () => {
  const broken = new Set(leaseQueueBugs.map(({ breaks }) => breaks));
  expect([...broken].toSorted()).toEqual(promisesOf(soundSubject({})).toSorted());
});

/** The rest is for the long run, which also shrinks. */
const sample = leaseQueueBugs.filter((_, at) => at % 6 === 0);

test.each(sample)('a check finds that $name', async (bug) => {
  const subject = await subjectWithBug(bug);
  const scope = scopeNamed(subject, 'small');
  const { verdict } = await check(subject, { ...asked, system: 'planted', scope, runs: 200 });
  expect(verdict).toBe('violated');
});

test.each(Object.keys(soundTerms))('a check of the queue without a bug holds: %s', async (name) => {
  const subject = soundSubject(soundTerms[name] ?? {});
  const scope = scopeNamed(subject, 'small');
  const { verdict, missedGoals } = await check(subject, { ...asked, system: 'sound', scope, runs: 40 });
  expect({ verdict, missedGoals }).toEqual({ verdict: 'holds', missedGoals: [] });
});
