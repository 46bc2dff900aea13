import type { Matrix } from '../matrix.ts';
import { policiesAt } from './isolation-levels.ts';
import { openBookingMatrix } from './open-booking-matrix.ts';
import { bookingPatterns } from './pattern-subject.ts';
import { isolations, patterns } from './patterns.ts';

/** Eight ways in which people write a booking on Postgres. Real sessions show the result of each. */
export const bookingMatrix: Matrix = {
  says: 'two transactions, which both want the last of 2 units',
  breaks: 'overbooks',
  patterns: patterns.map(({ name, says }) => ({ name, says })),
  settings: isolations,
  subject: bookingPatterns,
  policiesAt,
  open: openBookingMatrix,
};
