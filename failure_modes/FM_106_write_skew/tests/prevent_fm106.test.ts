import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf, subjectOf } from '../../../src/index.ts';
import { scenario } from '../scenario.ts';

const matrix = await matrixOf(subjectOf(scenario.subject)).open();
afterAll(() => matrix.close());

// Each differs from the scenario in one thing: the pattern, or what it is run under.
describe('FM_106: check then insert at REPEATABLE READ overbooks', () => {
  test.each([
    { pattern: 'check then insert', setting: 'SERIALIZABLE', interleavings: 20 },
    { pattern: 'version column', setting: 'REPEATABLE READ', interleavings: 24 },
    { pattern: 'conditional counter', setting: 'REPEATABLE READ', interleavings: 6 },
    { pattern: 'exclusion constraint', setting: 'REPEATABLE READ', interleavings: 14 },
  ])(
    '$pattern at $setting overbooks in none of $interleavings interleavings',
    async ({ pattern, setting, interleavings }) => {
      const cell = await matrix.cell({ pattern, setting });
      expect(cell).toMatchObject({ interleavings, broken: 0 });
      // Where nobody ever got what both wanted, it would be no prevention.
      expect(cell.right).toBeGreaterThan(0);
    },
  );
});
