import type { StoreReply } from '../replies.ts';
import { attemptsAllowed, leaseMs, refillMs } from '../rules.ts';
import { durableStep } from '../store.ts';
import { backoffMs } from './backoff.ts';
import type { QueueContext } from './context.ts';
import { lockBudget, withinBudget } from './retry-budget.ts';

/** The job is running, and has no live lease. */
const isAbandoned = `
        status = 'running'
        AND NOT EXISTS (
          SELECT 1 FROM leases
          WHERE leases.job = jobs.id
          AND leases.expires_at_ms > :nowMs)`;

const andIsNotCommitted = `
      AND NOT EXISTS (
        SELECT 1 FROM commits
        WHERE commits.job = jobs.id)`;

/** A job without a live lease. */
interface JobAtRest {
  readonly id: string;
  readonly isSpent: boolean;
}

interface Grant {
  readonly job: string;
  readonly execution: number;
  readonly attempt: number;
  readonly token: number;
}

/**
 * Leases the oldest free job to a worker, and before that dead-letters abandoned jobs without attempts left. Jobs that
 * another transaction has locked are skipped. A job may have changed before its lock was granted, so the statement that
 * changes the job checks the conditions again.
 */
export function prepareLease(context: QueueContext): (worker: string) => Promise<StoreReply> {
  const { session, policies, limits, clock } = context;
  const mostAttempts = attemptsAllowed(policies, limits);
  const andMayBeLeased = policies.reconcile ? andIsNotCommitted : '';
  const orHasComeBack = policies.leaseExpiry ? `OR (attempts < ${mostAttempts} AND ${isAbandoned})` : '';
  const isSpent = `
      attempts = ${mostAttempts}
      AND ${isAbandoned}
      ${andMayBeLeased}`;
  const isFree = `
      (status = 'queued' ${orHasComeBack})
      ${andMayBeLeased}
      ${withinBudget(context)}`;
  const findJobsAtRest = `
    SELECT id, attempts = ${mostAttempts} AND status = 'running' AS "isSpent" FROM jobs
    WHERE (status = 'queued' ${policies.leaseExpiry ? `OR (${isAbandoned})` : ''})
      ${andMayBeLeased}`;
  const lockJobs = `
    SELECT id FROM jobs
    WHERE id = ANY(:jobs)
    FOR UPDATE SKIP LOCKED`;
  const failSpentJobs = `
    WITH spent AS (
      UPDATE jobs SET status = 'failed', token = token + 1, dead_reason = 'leaseRanOut'
      WHERE id = ANY(:jobs)
        AND ${isSpent}
      RETURNING id)
    DELETE FROM leases USING spent
    WHERE leases.job = spent.id`;
  const lockFirstFreeJob = `
    SELECT id FROM jobs
    WHERE ${isFree}
    ORDER BY position
    LIMIT 1
    FOR UPDATE SKIP LOCKED`;
  const andWaitAfterwards = limits.retries > 0 ? `, retry_at_ms = :expiresAtMs + ${backoffMs('attempts + 1')}` : '';
  const andTakeRetry = `,
    taken_from_bucket AS (
      INSERT INTO retries (execution, full_at_ms)
      SELECT id, greatest(:nowMs, (SELECT max(full_at_ms) FROM retries)) + ${refillMs} FROM started
      WHERE attempt > 1)`;
  const grantJob = `
    WITH taken AS (
      UPDATE jobs SET status = 'running', attempts = attempts + 1, token = token + 1${andWaitAfterwards}
      WHERE id = :job
        AND ${isFree}
      RETURNING id, attempts, token),
    started AS (
      INSERT INTO executions (job, attempt, worker)
      SELECT id, attempts, :worker FROM taken
      RETURNING id, attempt),
    leased AS (
      INSERT INTO leases (execution, job, token, expires_at_ms)
      SELECT started.id, taken.id, taken.token, :expiresAtMs FROM taken, started)${limits.retries > 0 ? andTakeRetry : ''}
    SELECT taken.id AS job, started.id AS execution, started.attempt, taken.token FROM taken, started`;

  /** Dead-letters spent jobs. Returns whether a job may be free, budget aside. Takes no lock if no job is spent. */
  async function sweep(): Promise<boolean> {
    const nowMs = clock.nowMs();
    const found = await session.all<JobAtRest>(findJobsAtRest, { nowMs });
    const spent = idsOf(found.filter(({ isSpent: isOne }) => isOne && policies.deadLetter));
    if (spent.length === 0) return found.length > 0;
    await session.transaction(async () => {
      const jobs = idsOf(await session.all(lockJobs, { jobs: spent }));
      await session.run(failSpentJobs, { jobs, nowMs });
    });
    return true;
  }

  function grant(worker: string): Promise<StoreReply> {
    return session.transaction(async () => {
      const nowMs = clock.nowMs();
      await lockBudget(context);
      for (;;) {
        const free = await session.get<{ id: string }>(lockFirstFreeJob, { nowMs });
        if (free === undefined) return { type: 'noWork' };
        const expiresAtMs = nowMs + leaseMs;
        const granted = await session.get<Grant>(grantJob, { job: free.id, worker, nowMs, expiresAtMs });
        if (granted !== undefined) return { type: 'leased', ...granted };
      }
    });
  }

  return async (worker) => {
    const mayFind = await durableStep(context, 'lease.sweep', sweep);
    return durableStep(context, 'lease.grant', async () => (mayFind ? grant(worker) : { type: 'noWork' }));
  };
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
