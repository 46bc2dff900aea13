import { expect, test } from 'vitest';
import { agreeOn } from './agreement.ts';
import { drawnModels } from './models.ts';

/** The 100,000 are in agreement.long.test.ts. */
test.each(drawnModels)('the search agrees with brute force on random histories of a $name', (drawn) => {
  const { legal, illegal } = agreeOn(drawn, { histories: 400, seed: 1, most: 6 });
  expect(legal).toBeGreaterThan(100);
  expect(illegal).toBeGreaterThan(60);
});
