import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { attemptsAllowed } from '../rules.ts';
import { durableStep } from '../store.ts';
import { backoffMs } from './backoff.ts';
import type { QueueContext } from './context.ts';
import { lockJob, refusalOf, unexplained } from './fence.ts';
import { readFirstCommit } from './first-commit.ts';

/**
 * The worker gives up: the job is released, or fails for good after its last attempt. Its token changes in both cases.
 */
export function prepareFail(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { session, policies, limits, clock } = context;
  const isTheLast = `attempts >= ${attemptsAllowed(policies, limits)}`;
  const andWait =
    limits.retries > 0
      ? `, retry_at_ms = CASE WHEN ${isTheLast} THEN retry_at_ms ELSE :nowMs + ${backoffMs('attempts')} END`
      : '';
  const andReason = policies.deadLetter ? `, dead_reason = CASE WHEN ${isTheLast} THEN 'gaveUp' END` : '';
  const andIsNotCommitted = `
        AND NOT EXISTS (
          SELECT 1 FROM commits
          WHERE commits.job = jobs.id)`;
  const giveBack = `
    WITH given_back AS (
      UPDATE jobs
      SET token = token + 1, status = CASE WHEN ${isTheLast} THEN 'failed' ELSE 'queued' END${andWait}${andReason}
      WHERE id = :job
        ${policies.reconcile ? andIsNotCommitted : ''}
      RETURNING id, status),
    ended AS (
      DELETE FROM leases USING given_back
      WHERE leases.job = given_back.id
        AND (leases.execution = :execution OR given_back.status = 'failed'))
    SELECT status FROM given_back`;

  function fail(holding: Holding): Promise<StoreReply> {
    return session.transaction(async () => {
      const { job, execution } = holding;
      const refusal = refusalOf(policies, await lockJob(context, job), holding, { mustRun: true });
      if (refusal !== null) return refusal;
      const givenBack = await session.get<{ status: string }>(giveBack, { job, execution, nowMs: clock.nowMs() });
      if (givenBack !== undefined) return { type: givenBack.status === 'queued' ? 'released' : 'failedForGood' };
      const first = await readFirstCommit(context, job);
      return first === undefined ? unexplained('fail', holding) : { type: 'alreadyCommitted', by: first };
    });
  }

  return (holding) => durableStep(context, 'fail', () => fail(holding));
}
