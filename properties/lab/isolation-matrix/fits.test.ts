import { describe, expect, test } from 'vitest';
import { withMatrix } from '../../../src/lab/isolation-matrix/matrices.ts';
import { mismatchesOfPlace } from '../../../src/lab/isolation-matrix/replay-statements.ts';
import { subjectOf } from '../../../src/subjects/index.ts';

const booking = withMatrix(subjectOf('booking'));
const queue = withMatrix(subjectOf('queue'));

describe('a cell of a matrix', () => {
  const { matrix } = booking;
  const place = { pattern: matrix?.patterns[0]?.name ?? '', setting: matrix?.settings[0] ?? '' };
  const patterns = matrix?.patterns.map(({ name }) => name).join(', ');

  test('fits where its subject has it', () => {
    expect(mismatchesOfPlace(booking, place)).toEqual([]);
  });

  test.each([
    [queue, place, ['queue has no matrix']],
    [booking, { ...place, pattern: 'x' }, [`booking has no pattern 'x'; its patterns are ${patterns}`]],
    [
      booking,
      { ...place, setting: 'x' },
      [`booking has no setting 'x'; its settings are ${matrix?.settings.join(', ')}`],
    ],
  ])('does not fit where its subject has it not: %#', (subject, wanted, mismatches) => {
    expect(mismatchesOfPlace(subject, wanted)).toEqual(mismatches);
  });
});
