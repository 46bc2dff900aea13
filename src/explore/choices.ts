/** The endings that a system has chosen, as edges of the graph. */
export interface Choices {
  /** The number of endings that the system has chosen at least once. */
  readonly count: number;
  /**
   * Notes the endings of a command that agree with an answer: those that are among the chosen ones. Returns the endings by which no way should
   * be planned any more, since the system has not chosen them several times.
   */
  note(endings: readonly number[], chosen: readonly number[]): readonly number[];
}

/** A system that chooses at random gets so many chances for each ending. */
const mostMisses = 3;

export function startChoices({ edges }: { readonly edges: number }): Choices {
  const isChosen = new Uint8Array(edges);
  const misses = new Uint8Array(edges);
  let count = 0;
  return {
    get count() {
      return count;
    },
    note(endings, chosen) {
      for (const edge of endings) {
        if (!chosen.includes(edge)) continue;
        if (isChosen[edge] === 0) count += 1;
        isChosen[edge] = 1;
      }
      const missed = endings.filter((edge) => !chosen.includes(edge));
      for (const edge of missed) misses[edge] = Math.min(mostMisses, (misses[edge] ?? 0) + 1);
      return missed.filter((edge) => misses[edge] === mostMisses);
    },
  };
}
