/** An arbitrary of fast-check, as far as an engine uses it. */
export interface Drawable<Value = unknown> {
  generate(random: never, biasFactor: number | undefined): { readonly value: Value };
  canShrinkWithoutContext(value: unknown): boolean;
  shrink(value: Value, context: unknown): Iterable<{ readonly value: Value }>;
}

/**
 * The drawn fields, by type of command: random runs draw their values. `commands` has one value for each of them, the
 * representative.
 */
export type DrawnFields = Readonly<Record<string, Readonly<Record<string, Drawable>>>>;
