import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';
import { fenceOf, readJob, refusalOf } from './fence.ts';

/** Completes a committed job, and ends its leases. */
export function prepareComplete(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { session, policies } = context;
  const { andIsRunning } = fenceOf(context);
  const finishJob = `
    WITH finished AS (
      UPDATE jobs SET status = 'done'
      WHERE id = :job
        AND EXISTS (
          SELECT 1 FROM commits
          WHERE commits.job = jobs.id)
        ${andIsRunning}
      RETURNING id),
    ended AS (
      DELETE FROM leases USING finished
      WHERE leases.job = finished.id)
    SELECT id FROM finished`;

  return (holding) =>
    durableStep(context, 'complete', async () => {
      const { job, token } = holding;
      if ((await session.get(finishJob, { job, token })) !== undefined) return { type: 'completed' };
      const refusal = refusalOf(policies, await readJob(context, job), holding, { mustRun: true });
      return refusal ?? { type: 'notCommitted' };
    });
}
