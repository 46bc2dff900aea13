import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal } from './fence.ts';

/** Completes a committed job, and ends its leases. */
export function prepareComplete(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { connection } = context;
  const { andIsRunning } = fenceOf(context);
  const refusalOf = prepareRefusal(context, { mustRun: true });
  const finishJob = connection.statement(`
    UPDATE jobs SET status = 'done'
    WHERE id = :job
      AND EXISTS (
        SELECT 1 FROM commits
        WHERE commits.job = :job)
      ${andIsRunning}`);
  const dropLeases = connection.statement('DELETE FROM leases WHERE job = :job');

  return (holding) =>
    durably(context, 'complete', () => {
      const { job, token } = holding;
      if (finishJob.run({ job, token }) === 0) return refusalOf(holding) ?? { type: 'notCommitted' };
      dropLeases.run({ job });
      return { type: 'completed' };
    });
}
