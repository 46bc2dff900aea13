import type { QueueOutcome } from '../../../alphabets/queue.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';

/** Submits a dead-lettered job again, as a new job; once. */
export function prepareResubmit(context: QueueContext): (job: string, of: string) => Promise<QueueOutcome> {
  const { connection } = context;
  const findDead = connection.statement(`
    SELECT id FROM jobs
    WHERE id = :of
      AND status = 'failed'
      AND dead_reason IS NOT NULL
      AND resubmitted_as IS NULL`);
  const insertJob = connection.statement(`
    INSERT INTO jobs (id, submit_key, status, attempts, token, retry_at_ms)
    VALUES (:job, :job, 'queued', 0, 0, 0)
    ON CONFLICT DO NOTHING`);
  const noteResubmitted = connection.statement('UPDATE jobs SET resubmitted_as = :job WHERE id = :of');

  return (job, of) =>
    durably(context, 'resubmit', () => {
      if (findDead.get({ of }) === undefined) return { type: 'notDeadLettered' };
      if (insertJob.run({ job }) === 0) return { type: 'alreadySubmitted' };
      noteResubmitted.run({ job, of });
      return { type: 'resubmitted' };
    });
}
