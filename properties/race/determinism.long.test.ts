import { expect, test } from 'vitest';
import { contended, repeated } from './determinism.ts';

test.each(contended)('the same schedule gives the same run, 500 times of 500: $name', async (race) => {
  const { differing, waiting } = await repeated(race, { times: 500 });
  expect(waiting > 0).toBe(race.waits);
  expect(differing).toBe(0);
});
