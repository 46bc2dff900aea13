import type { QueueLimits, QueuePolicies } from '../../alphabets/queue.ts';

/** How long a lease lasts without a renewal. */
export const leaseMs = 30_000;

/** How long the second attempt of a job waits after the end of the first. Each further wait is twice as long. */
export const firstBackoffMs = 10_000;

/** The longest wait. */
export const longestBackoffMs = 60_000;

/** The time in which the bucket regains a retry. */
export const refillMs = 30_000;

/** A job fails for good after this many attempts. Without a budget, after an attempt too many. */
export function attemptsAllowed({ retryBudget }: QueuePolicies, { attempts }: QueueLimits): number {
  return retryBudget ? attempts : attempts + 1;
}

/** A commit writes its record, its debit and its credit one after the other. */
export function isTorn({ commitBoundary, atomicCommit }: QueuePolicies): boolean {
  return commitBoundary && !atomicCommit;
}
