import { expect, test } from 'vitest';
import { soundSubject, subjectWithBug } from './planted.ts';
import { leaseQueueRaces } from './races.ts';
import { soundTerms } from './sound-terms.ts';
import { brokenIn, stressRounds } from './stress-race.ts';

test.each(leaseQueueRaces.flatMap((bug) => [1, 2, 3].map((seed) => [seed, bug.name, bug] as const)))(
  'a stress with seed %i finds that %s',
  async (seed, _, bug) => {
    const report = await stressRounds(await subjectWithBug(bug), { maxRounds: 2_000, seed });
    expect(report.verdict).toBe('violated');
    expect(bug.breaks).toContain(brokenIn(report));
  },
);

test.each(Object.keys(soundTerms))('1,000 rounds of the queue without a bug hold: %s', async (name) => {
  const { verdict, notDecided } = await stressRounds(soundSubject(soundTerms[name] ?? {}), {
    maxRounds: 1_000,
    seed: 2,
  });
  expect({ verdict, notDecided }).toEqual({ verdict: 'holds', notDecided: 0 });
});
