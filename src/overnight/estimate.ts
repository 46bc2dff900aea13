/** How much is left to find, after the runs so far. The fields go from 0 to 1, or beyond where they are counts. */
export interface Estimate {
  /** The chance that the next run shows an entry that no earlier run has shown. */
  readonly chance: number;
  /** With 95 in 100, the chance is not larger than this. */
  readonly chanceAtMost: number;
  /** How many entries the next run is expected to show that no earlier run has shown. */
  readonly expected: number;
}

/**
 * Good and Turing: the next run relates to the runs so far as each of these relates to the others. So the chance of a new
 * entry is the share of runs that alone have shown an entry, and the expected number of new entries is the number of entries
 * shown by a single run, over the runs (Good, The population frequencies of species, Biometrika 40, 1953). The estimate
 * holds for runs like those so far; longer and other runs find more.
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
  // The variance of the estimate's error is the number of entries shown once plus twice the number shown twice, over the
  // runs squared (Esty, A normal limit law for a nonparametric estimator of the coverage of a random sample, Annals of
  // Statistics 11, 1983); 3 where no entry was shown once or twice, as the rule of three says.
  const loneAtMost = loneRuns + 1.645 * Math.sqrt(loneRuns + 2 * double) + 3;
  return { chance: loneRuns / runs, chanceAtMost: Math.min(1, loneAtMost / runs), expected: single / runs };
}
