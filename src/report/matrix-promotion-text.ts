import type { MatrixStep } from '../kernel/matrix.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { matrixOf } from '../kernel/subject.ts';
import { invariantSays } from './invariants.ts';
import { statementSequence } from './statements.ts';

/** A trace of statements, as far as the specification of its failure mode says it in words. */
interface PromotedStatements {
  readonly server: string;
  readonly steps: readonly MatrixStep[];
  /** The invariant that is violated, by its id. */
  readonly breaks: string;
}

/** What the specification of a failure mode of statements says in words. */
interface MatrixPromotionText {
  /** What both transactions want. */
  readonly wanted: string;
  /** What must not come of it, in a word or two. */
  readonly breaks: string;
  /** What the invariant states. */
  readonly says: string;
  /** By its name, what a transaction does that follows a pattern. */
  readonly patterns: Readonly<Record<string, string>>;
  /** The statements as a mermaid sequence. */
  readonly sequence: readonly string[];
}

/** What the specification of a failure mode of statements says in words. */
export function matrixPromotionText(
  subject: AnySubject,
  { server, steps, breaks }: PromotedStatements,
): MatrixPromotionText {
  const { says, breaks: verb, patterns } = matrixOf(subject);
  return {
    wanted: says,
    breaks: verb,
    says: invariantSays(subject, breaks),
    patterns: Object.fromEntries(patterns.map((one) => [one.name, one.says])),
    sequence: statementSequence(server, steps),
  };
}
