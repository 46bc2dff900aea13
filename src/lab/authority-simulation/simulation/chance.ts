import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Random streams, separate for each concern, so that switching a concern off leaves the other streams unchanged. */
export interface Chance {
  /** Which player crosses, when, and into which region. */
  readonly crossings: RandomGenerator;
  /** How long a message takes, and whether the message is lost. */
  readonly messages: RandomGenerator;
  /** When a link fails, and for how long. */
  readonly links: RandomGenerator;
  /** Faults within a server. */
  readonly faults: RandomGenerator;
  /** When servers crash, and how they are replaced. */
  readonly crashes: RandomGenerator;
}

/** Streams that do not overlap: each begins 2^64 numbers after the stream before. */
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

/** A whole number from 0 to `count` − 1. */
export function below(stream: RandomGenerator, count: number): number {
  return Math.floor(uniform(stream) * count);
}

/** True at this rate. Draws no number at rate 0 or 1, which saves time. */
export function happens(stream: RandomGenerator, rate: number): boolean {
  return rate > 0 && (rate >= 1 || uniform(stream) < rate);
}

/** An exponential wait, with this mean. */
export function exponential(stream: RandomGenerator, mean: number): number {
  return -mean * Math.log(uniform(stream));
}

/**
 * Lomax (Pareto from zero) of shape 4, with a mean of a third of the scale. Uses only square roots, because their
 * results are the same on every machine.
 */
export function lomax(stream: RandomGenerator, scale: number): number {
  return scale * (1 / Math.sqrt(Math.sqrt(uniform(stream))) - 1);
}
