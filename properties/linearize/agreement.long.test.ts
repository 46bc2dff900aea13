import { expect, test } from 'vitest';
import { agreeOn } from './agreement.ts';
import { drawnModels } from './models.ts';

test.each(drawnModels)('the search agrees with brute force on 16,700 random histories of a $name', (drawn) => {
  const { legal, illegal } = agreeOn(drawn, { histories: 16_700, seed: 2, most: 7 });
  expect(legal + illegal).toBe(16_700);
  expect(Math.min(legal, illegal)).toBeGreaterThan(7_000);
});
