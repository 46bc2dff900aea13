import type { MatrixSubject } from '../matrices.ts';
import type { MatrixStep } from '../matrix.ts';
import { invariantSays } from './invariants.ts';
import { statementSequence } from './statements.ts';

/** The facts of a trace of statements that the specification of its failure mode describes. */
interface PromotedStatements {
  readonly server: string;
  readonly steps: readonly MatrixStep[];
  /** The invariant that is violated, by its id. */
  readonly breaks: string;
}

/** The texts in the specification of a failure mode of statements. */
interface MatrixPromotionText {
  /** The two transactions and their common aim. */
  readonly wanted: string;
  /** A verb for the violation, for example `overbooks`. */
  readonly breaks: string;
  /** The statement of the invariant. */
  readonly says: string;
  /** The steps of each pattern, by its name. */
  readonly patterns: Readonly<Record<string, string>>;
  /** The statements as a mermaid sequence. */
  readonly sequence: readonly string[];
}

/** The texts in the specification of a failure mode of statements. */
export function matrixPromotionText(
  subject: MatrixSubject,
  { server, steps, breaks }: PromotedStatements,
): MatrixPromotionText {
  const { says, breaks: verb, patterns } = subject.matrix;
  return {
    wanted: says,
    breaks: verb,
    says: invariantSays(subject, breaks),
    patterns: Object.fromEntries(patterns.map((one) => [one.name, one.says])),
    sequence: statementSequence(server, steps),
  };
}
