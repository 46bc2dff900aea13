import { expect } from 'vitest';
import { bookingMatrix } from '../../../src/lab/isolation-matrix/booking/booking-matrix.ts';
import type { MatrixPlace } from '../../../src/lab/isolation-matrix/matrix.ts';
import { countBesideTheWire, raceCell } from './cell-counts.ts';

/**
 * Expects the race engine to count in these cells, schedule by schedule, as the scheduler does that has the programs in its
 * hands, and to have the same verdicts in its searches.
 */
export async function expectSameCounts(places: readonly MatrixPlace[]): Promise<void> {
  const beside = await countBesideTheWire(places);
  const matrix = await bookingMatrix.open();
  try {
    for (const [at, place] of places.entries()) {
      const { shortest: _shortest, held: _held, ...cell } = await matrix.cell(place);
      expect(cell).toEqual({ ...place, ...beside[at] });
      const isBroken = cell.broken > 0;
      const all = await raceCell(place, 'all');
      expect({ ...place, all: all.found?.violation.kind ?? null, notCounted: all.notCounted }).toEqual({
        ...place,
        all: isBroken ? 'notLinearizable' : null,
        notCounted: {},
      });
      const unreduced = await raceCell(place, 'unreduced');
      expect(unreduced.found !== null).toBe(isBroken);
      expect({ races: unreduced.races, notCounted: unreduced.notCounted }).toEqual({ races: 1, notCounted: {} });
      if (!isBroken) expect(unreduced).toMatchObject({ schedules: cell.interleavings, isWhole: true });
      else expect(unreduced.certificate).toMatchObject({ kind: 'minimal', races: 0 });
    }
  } finally {
    await matrix.close();
  }
}
