import { refillMs } from './rules.ts';

/** Within which limits transfers are opened. */
export interface Admission {
  /** Of other players; `null`: as many as like. */
  readonly mostActive: number | null;
  /** With so many of others active, a new one takes from the bucket. 0: none ever does. */
  readonly throttledFrom: number;
  /** Whether it waits for the bucket to be full. */
  readonly isThrottled: boolean;
}

/** What a store knows before it opens one. */
export interface Load {
  readonly others: number;
  readonly bucketFullAtMs: number;
  readonly nowMs: number;
}

/**
 * Whether one more transfer may be opened; and when the bucket is full after that, `null` where nothing is taken out of
 * it. That it is full at a later instant says what is missing: it fills up at an even pace (the generic cell rate
 * algorithm, ITU-T I.371).
 */
export function admit(
  { mostActive, throttledFrom, isThrottled }: Admission,
  { others, bucketFullAtMs, nowMs }: Load,
): { readonly type: 'admitted'; readonly fullAtMs: number | null } | { readonly type: 'queueFull' | 'throttled' } {
  if (mostActive !== null && others >= mostActive) return { type: 'queueFull' };
  if (throttledFrom === 0 || others < throttledFrom) return { type: 'admitted', fullAtMs: null };
  if (isThrottled && bucketFullAtMs > nowMs) return { type: 'throttled' };
  return { type: 'admitted', fullAtMs: Math.max(bucketFullAtMs, nowMs) + refillMs };
}
