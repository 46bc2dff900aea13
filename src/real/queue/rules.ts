/** How long a worker may keep a job without renewing. */
export const leaseMs = 30_000;

/** A job fails for good after this many attempts. */
export const maxAttempts = 3;
