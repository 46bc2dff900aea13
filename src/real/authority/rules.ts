/** How long a lease lasts from its last renewal. */
export const leaseMs = 30_000;
/** Without a heartbeat for so long, a server is unavailable. */
export const heartbeatMs = 5000;
/** How long a source waits for the confirmation before it does something about it. */
export const timeoutMs = 100;
/** No transfer is active for longer. */
export const watchdogMs = 10_000;

/** Where many transfers are active, the bucket wins back a new one in so long. */
export const refillMs = 10;

/** 50 ms × 2ⁿ, and a second at most. */
export function backoffMs(retriesSoFar: number): number {
  return Math.min(50 * 2 ** retriesSoFar, 1000);
}
