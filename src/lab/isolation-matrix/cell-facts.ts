import type { Naming } from '../../corpus/promoted/naming.ts';
import type { MatrixSubject } from './matrices.ts';
import type { MatrixTrace } from './matrix-trace.ts';
import type { MatrixCell, MatrixPlace } from './matrix.ts';
import type { MatrixContents } from './promoted/matrix-contents.ts';
import { certificateOf } from './replay-statements.ts';
import type { MatrixScenario } from './scenario.ts';
import { indexRowOf } from './scenario.ts';

/** The facts of a failure mode of statements, without the texts of its specification. */
export interface CellFacts extends Omit<MatrixContents, 'scenario' | 'texts'> {
  readonly scenario: Omit<MatrixScenario, 'foundBy'>;
}

/**
 * The facts for the files of a failure mode: the trace, and the results of all interleavings of its cell and of neighbouring
 * cells.
 */
export async function cellFacts(
  subject: MatrixSubject,
  trace: MatrixTrace,
  { id, folder, title }: Naming,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<CellFacts> {
  const { pattern, setting, steps, breaks } = trace;
  const [cell, ...near] = await cellsAround(subject, trace, signal);
  if (cell === undefined) throw new RangeError('a cell without a result');
  const alsoIn = near.filter((one) => one.setting === setting && one.broken > 0).map((one) => one.pattern);
  const schedule = steps.map(({ who }) => who);
  const scenario = {
    id,
    title,
    subject: subject.name,
    pattern,
    setting,
    schedule,
    alsoIn,
    breaks,
    cell: { interleavings: cell.interleavings, broken: cell.broken },
    heldIn: near
      .filter(({ broken }) => broken === 0)
      .map((one) => ({ pattern: one.pattern, setting: one.setting, interleavings: one.interleavings })),
  };
  return {
    folder,
    scenario: { ...scenario, indexRow: indexRowOf(scenario) },
    trace: { ...trace, certificate: certificateOf(trace, cell) },
    cell,
    near,
  };
}

/** The cell itself first; then each cell that differs from it in the pattern alone, or in the setting alone. */
async function cellsAround(
  subject: MatrixSubject,
  place: MatrixPlace,
  signal: AbortSignal | undefined,
): Promise<MatrixCell[]> {
  const { matrix } = subject;
  const { pattern, setting } = place;
  const places = [
    place,
    ...matrix.settings.filter((other) => other !== setting).map((other) => ({ pattern, setting: other })),
    ...matrix.patterns.filter(({ name }) => name !== pattern).map(({ name }) => ({ pattern: name, setting })),
  ];
  const open = await matrix.open();
  try {
    const cells: MatrixCell[] = [];
    for (const one of places) cells.push(await open.cell(one, () => signal?.throwIfAborted()));
    return cells;
  } finally {
    await open.close();
  }
}
