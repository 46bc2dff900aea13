import type { MatrixPromotion } from '../corpus/promoted/matrix-promotion.ts';
import type { MatrixTrace } from '../corpus/matrix-trace.ts';
import type { MatrixCell, MatrixPlace } from '../kernel/matrix.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { matrixOf } from '../kernel/subject.ts';
import { invariantSays } from '../report/invariants.ts';
import { formatFoundBy } from '../report/provenance.ts';
import { statementSequence } from '../report/statements.ts';
import type { Naming } from './promotion.ts';

/** All that the files of a failure mode are written from: the trace, and what every interleaving shows of its cell and those beside it. */
export async function matrixPromotionOf(
  subject: AnySubject,
  trace: MatrixTrace,
  { id, folder, title }: Naming,
  signal: AbortSignal,
): Promise<MatrixPromotion> {
  const { pattern, setting, steps, breaks, server, foundBy } = trace;
  const [cell, ...near] = await cellsAround(subject, trace, signal);
  if (cell === undefined) throw new RangeError('a cell of which nothing came');
  const alsoIn = near.filter((one) => one.setting === setting && one.broken > 0).map((one) => one.pattern);
  const { says, breaks: verb, patterns } = matrixOf(subject);
  return {
    folder,
    scenario: {
      id,
      title,
      subject: subject.name,
      pattern,
      setting,
      schedule: steps.map(({ who }) => who),
      alsoIn,
      breaks,
      foundBy: formatFoundBy(foundBy),
    },
    trace: { ...trace, certificate: certificateOf(trace, cell) },
    cell,
    near,
    told: {
      wanted: says,
      breaks: verb,
      says: invariantSays(subject, breaks),
      patterns: Object.fromEntries(patterns.map((one) => [one.name, one.says])),
      sequence: statementSequence(server, steps),
    },
  };
}

/** The cell itself first; then each that differs from it in the pattern alone, or in the setting alone. */
async function cellsAround(subject: AnySubject, place: MatrixPlace, signal: AbortSignal): Promise<MatrixCell[]> {
  const matrix = matrixOf(subject);
  const { pattern, setting } = place;
  const places = [
    place,
    ...matrix.settings.filter((other) => other !== setting).map((other) => ({ pattern, setting: other })),
    ...matrix.patterns.filter(({ name }) => name !== pattern).map(({ name }) => ({ pattern: name, setting })),
  ];
  const open = await matrix.open();
  try {
    const cells: MatrixCell[] = [];
    for (const one of places) cells.push(await open.cell(one, () => signal.throwIfAborted()));
    return cells;
  } finally {
    await open.close();
  }
}

/** That it is a shortest is known where no other is shorter, of all there are. */
export function certificateOf(
  { steps }: MatrixTrace,
  { interleavings, shortest }: MatrixCell,
): MatrixTrace['certificate'] {
  return shortest !== null && shortest.length >= steps.length ? { interleavings } : null;
}
