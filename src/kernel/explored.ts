/** What an exploration found of a model, name by name, for whoever goes other ways through the same states. */
export interface Explored {
  readonly states: number;
  /** One for every command that is on offer in each of the states. */
  readonly edges: number;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
