/** How much is left to find, after the runs so far. Each from 0 to 1, or more where it is a count. */
export interface Estimate {
  /** The chance that the next run shows something that none before it has. */
  readonly chance: number;
  /** With 95 in 100, the chance is not larger than this. */
  readonly chanceAtMost: number;
  /** How many things the next run is expected to show that none before it has. */
  readonly expected: number;
}

/**
 * Good and Turing: what the runs so far say of the next one is what each of them would have been to all the others. So
 * the chance of something new is the share of runs that alone have shown something, and what is to be expected of it is
 * the number of things that one run alone has shown, over the runs (Good, The population frequencies of species,
 * Biometrika 40, 1953). It speaks of runs like those so far, longer and other ones find more.
 */
export function estimateOf({
  runs,
  loneRuns,
  single,
  double,
}: {
  readonly runs: number;
  readonly loneRuns: number;
  readonly single: number;
  readonly double: number;
}): Estimate {
  if (runs === 0) return { chance: 1, chanceAtMost: 1, expected: Infinity };
  // How far the estimate is off has a variance of the things shown once and twice those shown twice, over the runs squared
  // (Esty, A normal limit law for a nonparametric estimator of the coverage of a random sample, Annals of Statistics 11,
  // 1983); 3 where nothing was shown once or twice, as the rule of three says.
  const loneAtMost = loneRuns + 1.645 * Math.sqrt(loneRuns + 2 * double) + 3;
  return { chance: loneRuns / runs, chanceAtMost: Math.min(1, loneAtMost / runs), expected: single / runs };
}
