import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { attemptsAllowed } from '../rules.ts';
import { backoffMs } from './backoff.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal, unexplained } from './fence.ts';
import { prepareFirstCommit } from './first-commit.ts';

/**
 * The worker gives up: the job is released, or fails for good after its last attempt. Its token changes in both cases.
 */
export function prepareFail(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { connection, policies, limits, clock } = context;
  const { andIsRunning } = fenceOf(context);
  const refusalOf = prepareRefusal(context, { mustRun: true });
  const andIsNotCommitted = `
      AND NOT EXISTS (
        SELECT 1 FROM commits
        WHERE commits.job = :job)`;
  const isTheLast = `attempts >= ${attemptsAllowed(policies, limits)}`;
  const andWait =
    limits.retries > 0 ? `, retry_at_ms = iif(${isTheLast}, retry_at_ms, :nowMs + ${backoffMs('attempts')})` : '';
  const andReason = policies.deadLetter ? `, dead_reason = iif(${isTheLast}, 'gaveUp', NULL)` : '';
  const giveBack = connection.statement(`
    UPDATE jobs SET token = token + 1, status = iif(${isTheLast}, 'failed', 'queued')${andWait}${andReason}
    WHERE id = :job
      ${policies.reconcile ? andIsNotCommitted : ''}
      ${andIsRunning}
    RETURNING status`);
  const dropOwnLease = connection.statement('DELETE FROM leases WHERE execution = :execution');
  const dropLeases = connection.statement('DELETE FROM leases WHERE job = :job');
  const firstCommitOf = prepareFirstCommit(connection);

  return (holding) =>
    durably(context, 'fail', () => {
      const { job, execution, token } = holding;
      const givenBack = giveBack.get({ job, token, nowMs: clock.nowMs() });
      if (givenBack?.['status'] === 'queued') {
        dropOwnLease.run({ execution });
        return { type: 'released' };
      }
      if (givenBack?.['status'] === 'failed') {
        dropLeases.run({ job });
        return { type: 'failedForGood' };
      }
      const refusal = refusalOf(holding);
      if (refusal !== null) return refusal;
      const first = firstCommitOf(job);
      return first === undefined ? unexplained('fail', holding) : { type: 'alreadyCommitted', by: first };
    });
}
