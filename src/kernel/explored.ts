/** The states and edges that an exploration found in a model, by name, for comparing it with random runs. */
export interface Explored {
  readonly states: number;
  /** The number of pairs of a state and a command enabled there. */
  readonly edges: number;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
