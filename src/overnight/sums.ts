/** The coverage of runs, added up. */
export interface Sums {
  readonly runs: number;
  readonly commands: number;
  /** Per coverage goal, how many runs reached it, and the least share of runs that has to. */
  readonly reached: Readonly<Record<string, { readonly runs: number; readonly leastShare: number }>>;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const zeroSums: Sums = { runs: 0, commands: 0, reached: {}, outcomes: {} };

export function addSums(one: Sums, more: Sums): Sums {
  const reached: Record<string, Sums['reached'][string]> = { ...one.reached };
  for (const [name, { runs, leastShare }] of Object.entries(more.reached)) {
    reached[name] = { runs: (reached[name]?.runs ?? 0) + runs, leastShare };
  }
  const outcomes = addOutcomes(one.outcomes, more.outcomes);
  return { runs: one.runs + more.runs, commands: one.commands + more.commands, reached, outcomes };
}

export function addOutcomes(one: Sums['outcomes'], more: Sums['outcomes']): Sums['outcomes'] {
  const outcomes: Record<string, Record<string, number>> = {};
  for (const [type, of] of [one, more].flatMap((all) => Object.entries(all))) {
    const ofType = (outcomes[type] ??= {});
    for (const [outcome, times] of Object.entries(of)) ofType[outcome] = (ofType[outcome] ?? 0) + times;
  }
  return outcomes;
}

/** The coverage goals that too few of the runs reached: such runs say too little. */
export function missedBy({ runs, reached }: Sums): string[] {
  return Object.entries(reached)
    .filter(([, of]) => of.runs < of.leastShare * runs)
    .map(([name]) => name);
}
