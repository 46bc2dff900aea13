import type { QueueOutcome } from '../../../alphabets/queue.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';

/** Finishes, from the records alone, jobs that a crashed attempt had committed and not completed. */
export function prepareReconcile(context: QueueContext): () => Promise<QueueOutcome> {
  const finishCommittedJobs = `
    WITH finished AS (
      UPDATE jobs SET status = 'done'
      WHERE status IN ('queued', 'running')
        AND EXISTS (
          SELECT 1 FROM commits
          WHERE commits.job = jobs.id)
      RETURNING id, position),
    ended AS (
      DELETE FROM leases USING finished
      WHERE leases.job = finished.id)
    SELECT id FROM finished
    ORDER BY position`;

  return async () => {
    if (!context.policies.reconcile) return { type: 'noReconciler' };
    return durableStep(context, 'reconcile', async () => {
      const jobs = (await context.session.all<{ id: string }>(finishCommittedJobs)).map(({ id }) => id);
      return jobs.length === 0 ? { type: 'nothingToReconcile' } : { type: 'reconciled', jobs };
    });
  };
}
