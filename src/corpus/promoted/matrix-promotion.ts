import type { MatrixCell } from '../../kernel/matrix.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import type { MatrixScenario } from '../scenarios.ts';

/** All that the files of a failure mode are written from which is an order of statements. */
export interface MatrixPromotion {
  /** Such as `FM_106_write_skew`. */
  readonly folder: string;
  readonly scenario: MatrixScenario;
  readonly trace: MatrixTrace;
  /** What came of every interleaving of the scenario's cell. */
  readonly cell: MatrixCell;
  /** The same of each cell that differs from it in the pattern alone, or in the setting alone. */
  readonly near: readonly MatrixCell[];
  readonly told: ToldMatrix;
}

export interface ToldMatrix {
  /** What the two want, in one sentence. */
  readonly wanted: string;
  /** What must not come of it, in a word or two. */
  readonly breaks: string;
  /** What the invariant says. */
  readonly says: string;
  /** By the name of a pattern, what one does who follows it. */
  readonly patterns: Readonly<Record<string, string>>;
  /** The statements as a mermaid sequence. */
  readonly sequence: readonly string[];
}
