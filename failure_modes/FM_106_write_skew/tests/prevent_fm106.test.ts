import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/lab/isolation-matrix/matrices.ts';
import { scenario } from '../scenario.ts';

const matrix = await matrixOf(scenario.subject).open();
afterAll(() => matrix.close());

// Each cell differs from the scenario in the pattern alone, or in the setting alone.
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
      // A cell that refuses both transactions every time would be no prevention.
      expect(cell.right).toBeGreaterThan(0);
    },
  );
});
