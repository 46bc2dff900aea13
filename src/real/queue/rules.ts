import type { QueuePolicies } from './commands.ts';

/** How long a worker may keep a job without renewing. */
export const leaseMs = 30_000;

/** A job fails for good after this many attempts. */
export const maxAttempts = 3;

/** A commit writes its record, its debit and its credit one after the other. */
export function isTorn({ commitBoundary, atomicCommit }: QueuePolicies): boolean {
  return commitBoundary && !atomicCommit;
}
