import type { QueueOutcome } from '../../../alphabets/queue.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';

/** Accepts a job at the end of the line, unless a job with its id or its key exists. */
export function prepareSubmit(context: QueueContext): (job: string, key: string) => Promise<QueueOutcome> {
  const insertJob = `
    INSERT INTO jobs (id, submit_key, status, attempts, token, retry_at_ms)
    VALUES (:job, :key, 'queued', 0, 0, 0)
    ON CONFLICT DO NOTHING`;

  return (job, key) =>
    durableStep(context, 'submit', async () => ({
      type: (await context.session.run(insertJob, { job, key })) === 1 ? 'submitted' : 'alreadySubmitted',
    }));
}
