import type { QueueContext } from './context.ts';

/** Whether a job with this id exists or, with the policy `submitKey` on, a job with this key. */
export function prepareKnows({ session, policies }: QueueContext): (job: string, key: string) => Promise<boolean> {
  const findJob = `
    SELECT id FROM jobs
    WHERE id = :job
      ${policies.submitKey ? 'OR submit_key = :key' : ''}`;

  return async (job, key) => (await session.get(findJob, { job, key })) !== undefined;
}
