/** A graph of a model's states, as a drawing shows it. */
export interface DrawnGraph {
  readonly title: string;
  /** Begins with the initial state. */
  readonly states: readonly DrawnState[];
  readonly edges: readonly DrawnEdge[];
}

export interface DrawnState {
  /** The whole view, for viewers that show tooltips. */
  readonly tooltip: string;
  /** The invariants that are violated in this state. */
  readonly violated: readonly string[];
}

export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** The invariants that this step violates. */
  readonly violated: readonly string[];
}
