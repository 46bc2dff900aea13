import type { FailureMode } from '../../corpus/failure-modes.ts';
import { UserError } from '../../kernel/user-error.ts';
import type { MatrixPlace } from './matrix.ts';
import type { MatrixScenario } from './scenario.ts';
import { parseMatrixScenario } from './scenario.ts';

/** A failure mode whose scenario is a schedule of statements in a cell of a matrix. */
export interface MatrixFailureMode extends MatrixScenario {
  /** The name of the failure mode's folder. */
  readonly folder: string;
}

/** The scenario of a failure mode is no cell of a matrix. The message is a line with the folder. */
class BadMatrixScenario extends UserError {
  override name = 'BadMatrixScenario';
}

/** The failure modes whose scenario is a schedule of statements. Throws `BadMatrixScenario`. */
export function cellsAmong(modes: readonly FailureMode[]): readonly MatrixFailureMode[] {
  return modes.flatMap((mode) => {
    if (!('indexRow' in mode)) return [];
    const { folder, ...rest } = mode;
    const parsed = parseMatrixScenario(rest);
    if ('wrong' in parsed) throw new BadMatrixScenario(`${folder}/scenario.ts exports no cell: ${parsed.wrong}`);
    return [{ ...parsed.scenario, folder }];
  });
}

/** The failure mode of a cell of a subject's matrix, where the cell violates its invariant. */
export function failureModeAt(
  modes: readonly MatrixFailureMode[],
  { subject, pattern, setting }: MatrixPlace & { readonly subject: string },
): MatrixFailureMode | undefined {
  return modes.find(
    (mode) => mode.subject === subject && mode.setting === setting && [mode.pattern, ...mode.alsoIn].includes(pattern),
  );
}
