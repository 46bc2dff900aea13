import type { MatrixTrace } from '../matrix-trace.ts';
import type { MatrixCell } from '../matrix.ts';
import type { MatrixScenario } from '../scenario.ts';

/** The contents of the files of a failure mode of statements. */
export interface MatrixContents {
  /** For example `FM_106_write_skew`. */
  readonly folder: string;
  readonly scenario: MatrixScenario;
  readonly trace: MatrixTrace;
  /** The results of all interleavings of the scenario's cell. */
  readonly cell: MatrixCell;
  /** The same for each cell that differs from the scenario's in the pattern alone, or in the setting alone. */
  readonly near: readonly MatrixCell[];
  readonly texts: MatrixTexts;
}

export interface MatrixTexts {
  /** The two transactions and their common aim, in a sentence. */
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
