/** How long a lease lasts from its last renewal. */
export const serverLeaseMs = 30_000;
/** A server without a heartbeat for this time is unavailable. */
export const heartbeatMs = 5000;
/** How long a source waits for the confirmation before the source retries or rolls back. */
export const timeoutMs = 100;
/** The longest time that a transfer is active. */
export const watchdogMs = 10_000;

/** The time in which the throttle's bucket regains a transfer. */
export const transferRefillMs = 10;

/** 50 ms × 2ⁿ, at most a second. */
export function transferBackoffMs(retriesSoFar: number): number {
  return Math.min(50 * 2 ** retriesSoFar, 1000);
}
