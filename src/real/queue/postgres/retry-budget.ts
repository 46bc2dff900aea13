import { refillMs } from '../rules.ts';
import type { QueueContext } from './context.ts';

/**
 * The condition under which the budget allows an attempt for a row of `jobs` at `:nowMs`. The bucket refills at a
 * constant rate, so the instant at which the bucket is full shows how much is missing (the generic cell rate algorithm,
 * ITU-T I.371).
 */
export function withinBudget({ policies, limits: { inFlight, retries } }: QueueContext): string {
  if (!policies.retryBudget) return '';
  const andIsInItsTurn = `
      AND (attempts = 0 OR (
        retry_at_ms <= :nowMs
        AND (SELECT coalesce(max(full_at_ms), 0) FROM retries) <= :nowMs + ${(retries - 1) * refillMs}))`;
  const andIsBelowCap = `
      AND (
        SELECT count(DISTINCT job) FROM leases
        WHERE expires_at_ms > :nowMs) < ${inFlight}`;
  return `${retries > 0 ? andIsInItsTurn : ''}${inFlight > 0 ? andIsBelowCap : ''}`;
}

/** Makes grants under a budget wait for each other, so that the budget does not change during a grant. */
export async function lockBudget({ session, limits: { inFlight, retries } }: QueueContext): Promise<void> {
  if (inFlight > 0 || retries > 0) await session.run('LOCK TABLE retries IN SHARE ROW EXCLUSIVE MODE', {});
}
