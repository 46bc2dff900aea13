import type { StoreReply } from '../replies.ts';
import { attemptsAllowed, leaseMs } from '../rules.ts';
import { backoffMs } from './backoff.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { prepareTakeRetry, withinBudget } from './retry-budget.ts';

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

/** Leases the oldest free job to a worker, and before that dead-letters abandoned jobs without attempts left. */
export function prepareLease(context: QueueContext): (worker: string) => Promise<StoreReply> {
  const { connection, policies, limits, clock } = context;
  const mostAttempts = attemptsAllowed(policies, limits);
  const takeRetry = prepareTakeRetry(context);
  const andMayBeLeased = policies.reconcile ? andIsNotCommitted : '';
  const orHasComeBack = policies.leaseExpiry ? `OR (attempts < ${mostAttempts} AND ${isAbandoned})` : '';
  const failSpentJobs = connection.statement(`
    UPDATE jobs SET status = 'failed', token = token + 1, dead_reason = 'leaseRanOut'
    WHERE attempts = ${mostAttempts}
      AND ${isAbandoned}
      ${andMayBeLeased}`);
  const dropLeasesOfFailedJobs = connection.statement(`
    DELETE FROM leases
    WHERE job IN (SELECT id FROM jobs WHERE status = 'failed')`);
  const andWaitAfterwards = limits.retries > 0 ? `, retry_at_ms = :expiresAtMs + ${backoffMs('attempts + 1')}` : '';
  const takeFirstFreeJob = connection.statement(`
    UPDATE jobs SET status = 'running', attempts = attempts + 1, token = token + 1${andWaitAfterwards}
    WHERE position = (
      SELECT position FROM jobs
      WHERE (status = 'queued' ${orHasComeBack})
      ${andMayBeLeased}
      ${withinBudget(context)}
      ORDER BY position
      LIMIT 1)
    RETURNING id AS job, attempts AS attempt, token`);
  const startExecution = connection.statement(`
    INSERT INTO executions (job, attempt, worker)
    VALUES (:job, :attempt, :worker)
    RETURNING id AS execution`);
  const insertLease = connection.statement(`
    INSERT INTO leases (execution, job, token, expires_at_ms)
    VALUES (:execution, :job, :token, :expiresAtMs)`);

  function sweep(): void {
    if (!policies.leaseExpiry || !policies.deadLetter) return;
    if (failSpentJobs.run({ nowMs: clock.nowMs() }) > 0) dropLeasesOfFailedJobs.run();
  }

  function grant(worker: string): StoreReply {
    const nowMs = clock.nowMs();
    const expiresAtMs = nowMs + leaseMs;
    const taken = takeFirstFreeJob.get({ nowMs, expiresAtMs });
    if (taken === undefined) return { type: 'noWork' };
    const { job, attempt, token } = taken as { job: string; attempt: number; token: number };
    const { execution } = startExecution.get({ job, attempt, worker }) as { execution: number };
    insertLease.run({ execution, job, token, expiresAtMs });
    if (attempt > 1) takeRetry(execution, nowMs);
    return { type: 'leased', job, execution, attempt, token };
  }

  return async (worker) => {
    await durably(context, 'lease.sweep', sweep);
    return durably(context, 'lease.grant', () => grant(worker));
  };
}
