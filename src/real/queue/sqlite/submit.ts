import type { Outcome } from '../commands.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';

/** Accepts a job once; it takes its place at the end of the line. */
export function prepareSubmit(context: QueueContext): (job: string) => Promise<Outcome> {
  const insertJob = context.connection.statement(`
    INSERT INTO jobs (id, status, attempts, token, retry_at_ms)
    VALUES (:job, 'queued', 0, 0, 0)
    ON CONFLICT (id) DO NOTHING`);

  return (job) =>
    durably(context, 'submit', () => ({ type: insertJob.run({ job }) === 1 ? 'submitted' : 'alreadySubmitted' }));
}
