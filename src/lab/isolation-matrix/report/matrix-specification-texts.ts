import type { MatrixSubject } from '../matrices.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import type { MatrixTexts } from '../promoted/matrix-contents.ts';
import { invariantSays } from './invariants.ts';
import { statementSequence } from './statements.ts';

/** The texts in the specification of a failure mode of statements. */
export function matrixSpecificationTexts(
  subject: MatrixSubject,
  { server, steps, breaks }: Pick<MatrixTrace, 'server' | 'steps' | 'breaks'>,
): MatrixTexts {
  const { says, breaks: verb, patterns } = subject.matrix;
  return {
    wanted: says,
    breaks: verb,
    says: invariantSays(subject, breaks),
    patterns: Object.fromEntries(patterns.map((one) => [one.name, one.says])),
    sequence: statementSequence(server, steps),
  };
}
