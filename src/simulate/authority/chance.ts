import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Where chance comes from: a stream for each concern, so that switching something off leaves the rest as it was. */
export interface Chance {
  /** Who crosses where, and when. */
  readonly crossings: RandomGenerator;
  /** How long a message takes, and whether it is lost. */
  readonly messages: RandomGenerator;
  /** When a link fails, and for how long. */
  readonly links: RandomGenerator;
  /** What goes wrong within a server. */
  readonly faults: RandomGenerator;
  /** When servers crash, and how they are replaced. */
  readonly crashes: RandomGenerator;
}

/** Streams that do not overlap: each begins 2^64 numbers after the one before. */
export function chanceOf(seed: number): Chance {
  const source: JumpableRandomGenerator = xoroshiro128plus(seed);
  function next(): RandomGenerator {
    source.jump();
    return source.clone();
  }
  return { crossings: next(), messages: next(), links: next(), faults: next(), crashes: next() };
}

/** Above 0 and below 1. */
export function uniform(stream: RandomGenerator): number {
  return ((stream.next() >>> 0) + 0.5) / 2 ** 32;
}

/** A whole number from 0 to one less than `count`. */
export function below(stream: RandomGenerator, count: number): number {
  return Math.floor(uniform(stream) * count);
}

/** True this often. Draws nothing where it never or always is, which saves time. */
export function happens(stream: RandomGenerator, rate: number): boolean {
  return rate > 0 && (rate >= 1 || uniform(stream) < rate);
}

/** Waits without memory, with this mean. */
export function exponential(stream: RandomGenerator, mean: number): number {
  return -mean * Math.log(uniform(stream));
}

/**
 * Lomax (Pareto from zero) of shape 4, with a mean of a third of the scale. Square roots alone, since they are the same
 * on every machine.
 */
export function lomax(stream: RandomGenerator, scale: number): number {
  return scale * (1 / Math.sqrt(Math.sqrt(uniform(stream))) - 1);
}
