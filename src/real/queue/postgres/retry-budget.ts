import { refillMs } from '../rules.ts';
import type { QueueContext } from './context.ts';

/**
 * The condition under which the budget lets a row of `jobs` go out at `:nowMs`. That the bucket is full at a later
 * instant says how much is missing: it fills up at an even pace (the generic cell rate algorithm, ITU-T I.371).
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

/** Makes whoever grants under a budget wait for whoever is at it: what is left of the budget stays so until the end. */
export async function lockBudget({ session, limits: { inFlight, retries } }: QueueContext): Promise<void> {
  if (inFlight > 0 || retries > 0) await session.run('LOCK TABLE retries IN SHARE ROW EXCLUSIVE MODE', {});
}
