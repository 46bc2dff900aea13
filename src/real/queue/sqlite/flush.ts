import type { Submission } from '../../../alphabets/queue.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';

/** Accepts several jobs in a single transaction, in order; existing jobs stay unchanged. */
export function prepareFlush(context: QueueContext): (submissions: readonly Submission[]) => Promise<void> {
  const insertJob = context.connection.statement(`
    INSERT INTO jobs (id, submit_key, status, attempts, token, retry_at_ms)
    VALUES (:id, :key, 'queued', 0, 0, 0)
    ON CONFLICT DO NOTHING`);

  return (submissions) =>
    durably(context, 'flush', () => {
      for (const { id, key } of submissions) insertJob.run({ id, key });
    });
}
