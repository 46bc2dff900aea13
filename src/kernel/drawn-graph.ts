/** A graph of a model's states: what a drawing of it shows. */
export interface DrawnGraph {
  readonly title: string;
  /** The first is the initial one. */
  readonly states: readonly DrawnState[];
  readonly edges: readonly DrawnEdge[];
}

export interface DrawnState {
  /** The whole view, for viewers that show tooltips. */
  readonly tooltip: string;
  /** The invariants that are violated in it. */
  readonly violated: readonly string[];
}

export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** The invariants that this step violates. */
  readonly violated: readonly string[];
}
