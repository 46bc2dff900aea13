import type { Fingerprint } from '../kernel/fingerprint.ts';
import { avalanche, fingerprintOf } from '../kernel/fingerprint.ts';

/**
 * Sums up the reached states, in any order: two runs, machines or engines that reached the same states at the same depths
 * have the same digest. Four sums of 32 bits.
 */
export type DigestLanes = [number, number, number, number];

export function addToDigest(lanes: DigestLanes, { high, low }: Fingerprint): void {
  lanes[0] = (lanes[0] + avalanche(high + low)) >>> 0;
  lanes[1] = (lanes[1] + avalanche(Math.imul(low, 3) ^ high)) >>> 0;
  lanes[2] = (lanes[2] + avalanche(Math.imul(high, 5) ^ low)) >>> 0;
  lanes[3] = (lanes[3] + avalanche(high - Math.imul(low, 7))) >>> 0;
}

/** 128 bits in hexadecimal, over the states and how many of them came at each depth. */
export function digestText(lanes: DigestLanes, statesPerDepth: readonly number[]): string {
  const one = fingerprintOf([lanes, statesPerDepth], { seed: 1 });
  const two = fingerprintOf([lanes, statesPerDepth], { seed: 2 });
  return [one.high, one.low, two.high, two.low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
