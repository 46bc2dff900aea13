import { transferRefillMs } from './rules.ts';

/** The limits for opening transfers. */
export interface Admission {
  /** The most active transfers of other players; `null`: no limit. */
  readonly mostActive: number | null;
  /** From this number of active transfers of other players, a new transfer takes a token from the bucket. 0: never. */
  readonly throttledFrom: number;
  /** Whether a new transfer is refused until the bucket is full. */
  readonly isThrottled: boolean;
}

/** The load that a store reads before it opens a transfer. */
export interface Load {
  readonly others: number;
  readonly bucketFullAtMs: number;
  readonly nowMs: number;
}

/**
 * Whether another transfer may be opened; and the instant at which the bucket is full afterwards, `null` if the
 * transfer takes no token. The bucket refills at a constant rate, so that instant shows how much is missing (the
 * generic cell rate algorithm, ITU-T I.371).
 */
export function admit(
  { mostActive, throttledFrom, isThrottled }: Admission,
  { others, bucketFullAtMs, nowMs }: Load,
): { readonly type: 'admitted'; readonly fullAtMs: number | null } | { readonly type: 'queueFull' | 'throttled' } {
  if (mostActive !== null && others >= mostActive) return { type: 'queueFull' };
  if (throttledFrom === 0 || others < throttledFrom) return { type: 'admitted', fullAtMs: null };
  if (isThrottled && bucketFullAtMs > nowMs) return { type: 'throttled' };
  return { type: 'admitted', fullAtMs: Math.max(bucketFullAtMs, nowMs) + transferRefillMs };
}
