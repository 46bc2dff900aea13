import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';

/**
 * Sums up which states were reached, in whatever order: two runs, machines or engines that reached the same states at
 * the same depths have the same digest.
 */
export interface Digest {
  add(prints: readonly [Fingerprint, Fingerprint]): void;
  /** 128 bits in hexadecimal, over the states and how many of them came at each depth. */
  text(statesPerDepth: readonly number[]): string;
}

export function createDigest(): Digest {
  const lanes = [0, 0, 0, 0] as [number, number, number, number];
  return {
    add([one, two]) {
      lanes[0] = (lanes[0] + one.high) >>> 0;
      lanes[1] = (lanes[1] + one.low) >>> 0;
      lanes[2] = (lanes[2] + two.high) >>> 0;
      lanes[3] = (lanes[3] + two.low) >>> 0;
    },
    text(statesPerDepth) {
      const one = fingerprintOf([lanes, statesPerDepth], { seed: 1 });
      const two = fingerprintOf([lanes, statesPerDepth], { seed: 2 });
      return [one.high, one.low, two.high, two.low].map((lane) => lane.toString(16).padStart(8, '0')).join('');
    },
  };
}
