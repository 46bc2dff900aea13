import { ConfigurationError } from '../../kernel/configuration.ts';
import type { AnySubject } from '../../kernel/subject.ts';
import { bookingMatrix } from './booking/booking-matrix.ts';
import type { Matrix } from './matrix.ts';

/** A subject and its matrix. */
export type MatrixSubject = AnySubject & { readonly matrix: Matrix };

/** The matrices, by the names of their subjects. */
const matrices: ReadonlyMap<string, Matrix> = new Map([['booking', bookingMatrix]]);

/** The names of the subjects that have a matrix. */
export const subjectsWithMatrix: readonly string[] = [...matrices.keys()];

/** A subject's matrix, by the name of the subject. Throws `ConfigurationError` where it has none. */
export function matrixOf(name: string): Matrix {
  const matrix = matrices.get(name);
  if (matrix === undefined) throw new ConfigurationError(`${name} has no matrix`);
  return matrix;
}

/** The subject with its matrix, if it has one. */
export function withMatrix(subject: AnySubject): AnySubject & { readonly matrix?: Matrix } {
  const matrix = matrices.get(subject.name);
  return { ...subject, ...(matrix && { matrix }) };
}
