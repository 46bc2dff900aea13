import type { Matrix } from '../matrix.ts';
import { isolations, patterns } from './patterns.ts';

/** Eight ways in which people write a booking on Postgres. Real sessions show the result of each. */
export const bookingMatrix: Matrix = {
  says: 'two transactions, which both want the last of 2 units',
  breaks: 'overbooks',
  invariant: 'INV_101',
  server: 'Postgres',
  patterns: patterns.map(({ name, says }) => ({ name, says })),
  settings: isolations,
  async open() {
    const { openBookingMatrix } = await import('./matrix.ts');
    return openBookingMatrix();
  },
};
