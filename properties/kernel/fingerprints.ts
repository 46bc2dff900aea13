import * as fc from 'fast-check';
import type { Fingerprint } from '../../src/kernel/fingerprint.ts';

/**
 * Fingerprints that repeat, since each lane has few values. An input is a number and a seed, and no list: a list of
 * thousands takes minutes to shrink, and fills the report.
 */
export interface Fingerprints {
  readonly count: number;
  readonly seed: number;
}

export function someOf(fewest: number, most: number): fc.Arbitrary<Fingerprints> {
  return fc.record({ count: fc.integer({ min: fewest, max: most }), seed: fc.integer() });
}

/** The lanes of each are below `highs` and `lows`. */
export function fingerprintsOf({ count, seed }: Fingerprints, highs: number, lows: number): Fingerprint[] {
  let word = seed;
  const below = (values: number): number => {
    word = (Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (word >>> 8) % values;
  };
  return Array.from({ length: count }, () => ({ high: below(highs), low: below(lows) }));
}
