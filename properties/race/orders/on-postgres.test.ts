import { expect, test } from 'vitest';
import { programsAgree } from './on-postgres.ts';
import { smallPrograms } from './programs.ts';

test('the search of all orders shows every outcome of every schedule on Postgres', async () => {
  const { all, reduced } = await programsAgree(smallPrograms(24), { seed: 1, numRuns: 12 });
  expect(reduced).toBeLessThan(all);
});
