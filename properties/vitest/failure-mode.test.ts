import { expect, test } from 'vitest';
import { testOfFix } from '../../src/vitest/failure-mode.ts';

test('a test of the fix is expected to fail until the bug is marked as fixed', () => {
  const bug = { by: 'fix', onSystem: { further: 1, atLeast: 1 } } as const;
  expect(testOfFix({ ...bug, isFixed: true })).toBe(test);
  expect(testOfFix({ ...bug, isFixed: false })).not.toBe(test);
});
