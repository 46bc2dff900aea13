import type { QueueOutcome } from '../../../alphabets/queue.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';

/** Submits a dead-lettered job again, as a new job; once, even if two clients do so at the same time. */
export function prepareResubmit(context: QueueContext): (job: string, of: string) => Promise<QueueOutcome> {
  const { session } = context;
  const lockDead = `
    SELECT id FROM jobs
    WHERE id = :of
      AND status = 'failed'
      AND dead_reason IS NOT NULL
      AND resubmitted_as IS NULL
    FOR UPDATE`;
  const takeInAgain = `
    WITH taken_in AS (
      INSERT INTO jobs (id, submit_key, status, attempts, token, retry_at_ms)
      VALUES (:job, :job, 'queued', 0, 0, 0)
      ON CONFLICT DO NOTHING
      RETURNING id)
    UPDATE jobs SET resubmitted_as = taken_in.id
    FROM taken_in
    WHERE jobs.id = :of`;

  function resubmit(job: string, of: string): Promise<QueueOutcome> {
    return session.transaction(async () => {
      if ((await session.get(lockDead, { of })) === undefined) return { type: 'notDeadLettered' };
      return { type: (await session.run(takeInAgain, { job, of })) === 1 ? 'resubmitted' : 'alreadySubmitted' };
    });
  }

  return (job, of) => durableStep(context, 'resubmit', () => resubmit(job, of));
}
