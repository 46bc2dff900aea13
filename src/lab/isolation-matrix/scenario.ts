import { z } from 'zod';
import type { IndexRow, ListedScenario } from '../../corpus/scenario.ts';
import { commonFields, indexRowSchema, parseBy } from '../../corpus/scenarios.ts';
import type { MatrixPlace, MatrixSchedule } from './matrix.ts';
import { both } from './matrix.ts';

/** A cell of the subject's matrix, and a schedule of statements that violates the invariant. No policy is off. */
export interface MatrixScenario extends ListedScenario, MatrixPlace {
  readonly schedule: MatrixSchedule;
  /** The other patterns that violate the invariant under the same setting: the same failure mode, in other code. */
  readonly alsoIn: readonly string[];
  /** The violated invariant, by id. */
  readonly breaks: string;
  /** All interleavings of the cell, and how many of them violate the invariant. */
  readonly cell: { readonly interleavings: number; readonly broken: number };
  /** The neighbouring cells in which no interleaving violates the invariant. */
  readonly heldIn: readonly (MatrixPlace & { readonly interleavings: number })[];
}

const schema: z.ZodType<MatrixScenario> = z.strictObject({
  ...commonFields,
  pattern: z.string().min(1),
  setting: z.string().min(1),
  schedule: z.array(z.enum(both)).min(1),
  alsoIn: z.array(z.string().min(1)),
  breaks: z.string().min(1),
  cell: z.strictObject({ interleavings: z.int().positive(), broken: z.int().positive() }),
  heldIn: z.array(
    z.strictObject({ pattern: z.string().min(1), setting: z.string().min(1), interleavings: z.int().positive() }),
  ),
  indexRow: indexRowSchema,
});

/** The parsed scenario, or the errors in the value, each with its place. */
export function parseMatrixScenario(value: unknown): { readonly scenario: MatrixScenario } | { wrong: string } {
  return parseBy(schema, value);
}

/** The columns of a scenario in the index of failure modes. */
export function indexRowOf({
  subject,
  pattern,
  setting,
  schedule,
  breaks,
}: Pick<MatrixScenario, 'subject' | 'pattern' | 'setting' | 'schedule' | 'breaks'>): IndexRow {
  return {
    scenario: `${subject}, ${pattern} at ${setting}`,
    violated: breaks,
    length: `${schedule.length} statements`,
  };
}
