import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/lab/isolation-matrix/matrices.ts';
import { scenario } from '../scenario.ts';

const matrix = await matrixOf(scenario.subject).open();
afterAll(() => matrix.close());

// Each cell differs from the scenario in the pattern alone, or in the setting alone.
describe('FM_107: lock the bookings at READ COMMITTED overbooks', () => {
  test.each([
    { pattern: 'lock the bookings', setting: 'SERIALIZABLE', interleavings: 6 },
    { pattern: 'lock the parent', setting: 'READ COMMITTED', interleavings: 8 },
    { pattern: 'advisory lock', setting: 'READ COMMITTED', interleavings: 8 },
    { pattern: 'version column', setting: 'READ COMMITTED', interleavings: 24 },
    { pattern: 'conditional counter', setting: 'READ COMMITTED', interleavings: 6 },
    { pattern: 'exclusion constraint', setting: 'READ COMMITTED', interleavings: 14 },
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
