import type { QueueOutcome } from '../../../alphabets/queue.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';

/** Finishes, from the records alone, jobs that a crashed attempt had committed and not completed. */
export function prepareReconcile(context: QueueContext): () => Promise<QueueOutcome> {
  const { connection, policies } = context;
  const readUnfinished = connection.statement(`
    SELECT id FROM jobs
    WHERE status IN ('queued', 'running')
      AND EXISTS (
        SELECT 1 FROM commits
        WHERE commits.job = jobs.id)
    ORDER BY position`);
  const finishJob = connection.statement(`UPDATE jobs SET status = 'done' WHERE id = :job`);
  const dropLeases = connection.statement('DELETE FROM leases WHERE job = :job');

  return async () => {
    if (!policies.reconcile) return { type: 'noReconciler' };
    return durably(context, 'reconcile', () => {
      const jobs = readUnfinished.all().map(({ id }) => id as string);
      for (const job of jobs) {
        finishJob.run({ job });
        dropLeases.run({ job });
      }
      return jobs.length === 0 ? { type: 'nothingToReconcile' } : { type: 'reconciled', jobs };
    });
  };
}
