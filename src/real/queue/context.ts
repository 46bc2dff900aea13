import type { Clock } from '../clock.ts';
import type { Connection } from '../database/sqlite.ts';
import type { Failpoints } from '../failpoints.ts';
import type { QueuePolicies } from './commands.ts';

/** What a verb of the queue stands on. */
export interface QueueContext {
  readonly connection: Connection;
  readonly policies: QueuePolicies;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
}

/** How long a worker may keep a job without renewing. */
export const leaseMs = 30_000;

/** A job fails for good after this many attempts. */
export const maxAttempts = 3;

/** One durable step: a transaction, with a failpoint on either side of it. */
export function durably<Result>({ connection, failpoints }: QueueContext, step: string, work: () => Result): Result {
  failpoints.reach(`${step}.before`);
  const result = connection.transaction(work);
  failpoints.reach(`${step}.after`);
  return result;
}
