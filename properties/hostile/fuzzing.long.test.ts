import { describe, expect, test } from 'vitest';
import { hostileAreas } from './fuzz/areas.ts';
import { assertNoHarm, attemptsHere } from './fuzz/run-here.ts';

const run = attemptsHere();
const seeds = Array.from({ length: 6 }, (_, at) => at + 1);

describe.each(seeds)('the command line does no harm, with seed %i', (seed) => {
  test.each(hostileAreas())('with hostile %s', async (_name, attempts) => {
    await expect(assertNoHarm(attempts(), run, { seed, numRuns: 100 })).resolves.toBeUndefined();
  });
});
