import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { leaseMs } from '../rules.ts';
import { backoffMs } from './backoff.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal } from './fence.ts';

/** Extends the worker's own live lease, as long as no worker with a newer token has the job. */
export function prepareRenew(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { andHasRight } = fenceOf(context);
  const refusalOf = prepareRefusal(context, { mustRun: false });
  const extendLease = context.connection.statement(`
    UPDATE leases SET expires_at_ms = :expiresAtMs
    WHERE execution = :execution
      ${context.policies.renewInTime ? 'AND expires_at_ms > :nowMs' : ''}
      ${andHasRight}`);

  const putOffRetry = context.connection.statement(`
    UPDATE jobs SET retry_at_ms = :expiresAtMs + ${backoffMs('attempts')}
    WHERE id = :job`);

  return (holding) =>
    durably(context, 'renew', () => {
      const { job, execution, token } = holding;
      const nowMs = context.clock.nowMs();
      const expiresAtMs = nowMs + leaseMs;
      if (extendLease.run({ job, execution, token, nowMs, expiresAtMs }) === 1) {
        if (context.limits.retries > 0) putOffRetry.run({ job, expiresAtMs });
        return { type: 'renewed' };
      }
      return refusalOf(holding) ?? { type: 'leaseEnded' };
    });
}
