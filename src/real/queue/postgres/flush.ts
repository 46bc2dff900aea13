import type { Submission } from '../../../alphabets/queue.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';

/** Accepts several jobs in a single statement, in order; existing jobs stay unchanged. */
export function prepareFlush(context: QueueContext): (submissions: readonly Submission[]) => Promise<void> {
  const insertJobs = `
    INSERT INTO jobs (id, submit_key, status, attempts, token, retry_at_ms)
    SELECT id, key, 'queued', 0, 0, 0
    FROM unnest(:ids::TEXT[], :keys::TEXT[]) WITH ORDINALITY AS asked (id, key, place)
    ORDER BY place
    ON CONFLICT DO NOTHING`;

  return (submissions) =>
    durableStep(context, 'flush', async () => {
      const ids = submissions.map(({ id }) => id);
      const keys = submissions.map(({ key }) => key);
      await context.session.run(insertJobs, { ids, keys });
    });
}
