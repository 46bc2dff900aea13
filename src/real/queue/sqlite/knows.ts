import type { QueueContext } from './context.ts';

/** Whether a job with this id exists or, with the policy `submitKey` on, a job with this key. */
export function prepareKnows({ connection, policies }: QueueContext): (job: string, key: string) => Promise<boolean> {
  const findJob = connection.statement(`
    SELECT id FROM jobs
    WHERE id = :job
      ${policies.submitKey ? 'OR submit_key = :key' : ''}`);

  return async (job, key) => findJob.get({ job, key }) !== undefined;
}
