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

/** Records that a retry takes a token out of the bucket. */
export function prepareTakeRetry({ connection, limits }: QueueContext): (execution: number, nowMs: number) => void {
  const insertRetry = connection.statement(`
    INSERT INTO retries (execution, full_at_ms)
    SELECT :execution, max(:nowMs, coalesce(max(full_at_ms), 0)) + ${refillMs} FROM retries`);

  return (execution, nowMs) => {
    if (limits.retries > 0) insertRetry.run({ execution, nowMs });
  };
}
