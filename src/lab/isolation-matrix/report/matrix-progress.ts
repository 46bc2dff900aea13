import { formatNumber } from '../../../report/numbers.ts';
import type { MatrixProgress } from '../run-matrix.ts';

/** The progress of a matrix, in a single line. */
export function formatMatrixProgress({ cell, cells, pattern, setting, interleavings }: MatrixProgress): string {
  return `${cell} of ${cells}, ${pattern} at ${setting}, ${formatNumber(interleavings)} interleavings`;
}
