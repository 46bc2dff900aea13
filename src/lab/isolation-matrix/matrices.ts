import { bookingMatrix } from './booking/booking-matrix.ts';
import type { Matrix } from './matrix.ts';

/** The matrices, by the names of the subjects whose operations they are about. */
export const matrices: ReadonlyMap<string, Matrix> = new Map([['booking', bookingMatrix]]);
