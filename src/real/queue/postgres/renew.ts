import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { leaseMs } from '../rules.ts';
import { durableStep } from '../store.ts';
import { backoffMs } from './backoff.ts';
import type { QueueContext } from './context.ts';
import { fenceOf, readJob, refusalOf } from './fence.ts';

/** Extends the worker's own live lease, as long as no worker with a newer token has the job. */
export function prepareRenew(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { session, policies, limits, clock } = context;
  const { andHasRight } = fenceOf(context);
  const isPutOff = limits.retries > 0;
  const extendLease = `
    WITH fence AS (
      SELECT id FROM jobs
      WHERE id = :job
        ${andHasRight}
      FOR ${isPutOff ? 'UPDATE' : 'SHARE'})
    UPDATE leases SET expires_at_ms = :expiresAtMs
    FROM fence
    WHERE leases.execution = :execution
      ${policies.renewInTime ? 'AND leases.expires_at_ms > :nowMs' : ''}
      AND leases.job = fence.id`;
  const extendLeaseAndPutOffRetry = `
    WITH extended AS (
      ${extendLease}
      RETURNING leases.job)
    UPDATE jobs SET retry_at_ms = :expiresAtMs + ${backoffMs('attempts')}
    FROM extended
    WHERE jobs.id = extended.job`;
  const renewLease = isPutOff ? extendLeaseAndPutOffRetry : extendLease;

  return (holding) =>
    durableStep(context, 'renew', async () => {
      const { job, execution, token } = holding;
      const nowMs = clock.nowMs();
      const extended = await session.run(renewLease, { job, execution, token, nowMs, expiresAtMs: nowMs + leaseMs });
      if (extended === 1) return { type: 'renewed' };
      return refusalOf(policies, await readJob(context, job), holding, { mustRun: false }) ?? { type: 'leaseEnded' };
    });
}
