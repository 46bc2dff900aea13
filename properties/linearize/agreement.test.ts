import { expect, test } from 'vitest';
import { agreeOn, isFound, queueExamples, registerExamples } from './agreement.ts';
import { hasOrder } from './brute-force.ts';
import { drawnModels, jobQueue, registers } from './models.ts';

test('every way of the search finds the orders that need several rules at once', () => {
  for (const history of registerExamples) {
    expect(hasOrder({ model: registers.model, history })).toBe(true);
    expect(isFound(registers, history)).toBe(true);
  }
});

test('an ending beside another operation counts only where one overlaps', () => {
  for (const { history, isLegal } of queueExamples) {
    expect(hasOrder({ model: jobQueue.model, history })).toBe(isLegal);
    expect(isFound(jobQueue, history)).toBe(isLegal);
  }
});

/** The 100,000 are in agreement.long.test.ts. */
test.each(drawnModels)('the search agrees with brute force on random histories of a $name', (drawn) => {
  const { legal, illegal } = agreeOn(drawn, { histories: 150, seed: 1, most: 6 });
  expect(legal).toBeGreaterThan(35);
  expect(illegal).toBeGreaterThan(20);
});
