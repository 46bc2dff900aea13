import { expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { scopeNamed, soundSubject, subjectWithBug } from './planted.ts';
import { leaseQueueRaces } from './races.ts';
import { soundTerms } from './sound-terms.ts';
import { brokenIn, stressRounds } from './stress-race.ts';

/** The races that a stress finds at once; the others are for the long run. */
const found = leaseQueueRaces.slice(0, 4);

test.each(found)('a stress finds that $name', async (bug) => {
  const subject = await subjectWithBug(bug);
  const report = await stressRounds(subject, { maxRounds: 30, seed: 1 });
  expect(report.verdict).toBe('violated');
  expect(bug.breaks).toContain(brokenIn(report));
});

test.each(leaseQueueRaces)('one command after the other does not show that $name', async (bug) => {
  const subject = await subjectWithBug(bug);
  const options = {
    system: 'planted',
    policies: {},
    scope: scopeNamed(subject, 'small'),
    runs: 60,
    length: 30,
    seed: 1,
  };
  expect((await check(subject, options)).counterexample).toBeNull();
});

test('a promise that is suspended is not asked in a stress', async () => {
  const [, group] = leaseQueueRaces;
  if (group === undefined) throw new RangeError('there is no race');
  const subject = await subjectWithBug(group);
  const stressed = { maxRounds: 10, seed: 1 };
  expect(brokenIn(await stressRounds(subject, stressed))).toBe('groupHeld');
  expect(brokenIn(await stressRounds(subject, { ...stressed, suspended: ['groupHeld'] }))).not.toBe('groupHeld');
});

test.each(Object.keys(soundTerms))('a stress of the queue without a bug holds: %s', async (name) => {
  const { verdict, notDecided } = await stressRounds(soundSubject(soundTerms[name] ?? {}), { maxRounds: 20, seed: 1 });
  expect({ verdict, notDecided }).toEqual({ verdict: 'holds', notDecided: 0 });
});
