import type { Outcome } from '../commands.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';

/** Accepts a job once; it takes its place at the end of the line. */
export function prepareSubmit(context: QueueContext): (job: string) => Promise<Outcome> {
  const insertJob = `
    INSERT INTO jobs (id, status, attempts, token, retry_at_ms)
    VALUES (:job, 'queued', 0, 0, 0)
    ON CONFLICT (id) DO NOTHING`;

  return (job) =>
    durableStep(context, 'submit', async () => ({
      type: (await context.session.run(insertJob, { job })) === 1 ? 'submitted' : 'alreadySubmitted',
    }));
}
