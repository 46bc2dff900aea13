import { constantFrom } from 'fast-check';
import { expect, test } from 'vitest';
import { leftOut } from './breaks.ts';
import { programsAgree } from './on-postgres.ts';
import { smallPrograms } from './programs.ts';

test('the search of all orders shows every outcome of 400 programs on Postgres', async () => {
  const { all, reduced, redundant } = await programsAgree(smallPrograms(200), { seed: 7, numRuns: 400 });
  console.log(JSON.stringify({ all, reduced, redundant }));
  expect(reduced).toBeLessThan(0.6 * all);
});

test('it shows every outcome of the programs that need a rule of the search', async () => {
  const programs = leftOut.map(({ program }) => program);
  const { redundant } = await programsAgree(constantFrom(...programs), { seed: 1, numRuns: 2 * programs.length });
  expect(redundant).toBe(0);
});

test('it shows every outcome where starts and answers are moves as well', async () => {
  const { all, reduced, redundant } = await programsAgree(smallPrograms(6), { seed: 3, numRuns: 12, answers: true });
  console.log(JSON.stringify({ all, reduced, redundant }));
  expect(reduced).toBeLessThan(all);
});
