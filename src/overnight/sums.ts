/** The coverage of runs, added up. */
export interface Sums {
  readonly runs: number;
  readonly commands: number;
  /** Per coverage goal, how many runs reached it, and the least share of runs that has to. */
  readonly met: Readonly<Record<string, { readonly runs: number; readonly leastShare: number }>>;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const zeroSums: Sums = { runs: 0, commands: 0, met: {}, outcomes: {} };

export function addSums(one: Sums, more: Sums): Sums {
  const met: Record<string, Sums['met'][string]> = { ...one.met };
  for (const [name, { runs, leastShare }] of Object.entries(more.met)) {
    met[name] = { runs: (met[name]?.runs ?? 0) + runs, leastShare };
  }
  const outcomes: Record<string, Record<string, number>> = {};
  for (const [type, of] of [one, more].flatMap((sums) => Object.entries(sums.outcomes))) {
    const ofType = (outcomes[type] ??= {});
    for (const [outcome, times] of Object.entries(of)) ofType[outcome] = (ofType[outcome] ?? 0) + times;
  }
  return { runs: one.runs + more.runs, commands: one.commands + more.commands, met, outcomes };
}

/** The coverage goals that too few of the runs reached: such runs say too little. */
export function unmetBy({ runs, met }: Sums): string[] {
  return Object.entries(met)
    .filter(([, of]) => of.runs < of.leastShare * runs)
    .map(([name]) => name);
}
