import type { QueueOutcome } from '../../../alphabets/queue.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';

/** Accepts a job at the end of the line, unless a job with its id or its key exists. */
export function prepareSubmit(context: QueueContext): (job: string, key: string) => Promise<QueueOutcome> {
  const insertJob = context.connection.statement(`
    INSERT INTO jobs (id, submit_key, status, attempts, token, retry_at_ms)
    VALUES (:job, :key, 'queued', 0, 0, 0)
    ON CONFLICT DO NOTHING`);

  return (job, key) =>
    durably(context, 'submit', () => ({
      type: insertJob.run({ job, key }) === 1 ? 'submitted' : 'alreadySubmitted',
    }));
}
