import type { QueuePolicies } from './commands.ts';

/** How long a worker may keep a job without renewing. */
export const leaseMs = 30_000;

/** How far the retry budget goes. */
export interface Limits {
  /** How often a job may be tried. */
  readonly attempts: number;
  /** How many jobs may be under a live lease at the same time. 0: any number. */
  readonly inFlight: number;
  /** How many retries the token bucket holds when it is full. 0: retries cost nothing, and none waits for its turn. */
  readonly retries: number;
}

/** How long the second attempt of a job waits after the end of the first. Each further wait is twice the one before. */
export const firstBackoffMs = 10_000;

/** No wait is longer. */
export const longestBackoffMs = 60_000;

/** How long it takes until the bucket holds one retry more. */
export const refillMs = 30_000;

/** A job fails for good after this many attempts. Where nobody keeps a budget, once too often. */
export function attemptsAllowed({ retryBudget }: QueuePolicies, { attempts }: Limits): number {
  return retryBudget ? attempts : attempts + 1;
}

/** A commit writes its record, its debit and its credit one after the other. */
export function isTorn({ commitBoundary, atomicCommit }: QueuePolicies): boolean {
  return commitBoundary && !atomicCommit;
}
