import type { QueueContext } from './context.ts';

/** Whether a job is known by its id or, where keys count, by its key. */
export function prepareKnows({ session, policies }: QueueContext): (job: string, key: string) => Promise<boolean> {
  const findJob = `
    SELECT id FROM jobs
    WHERE id = :job
      ${policies.submitKey ? 'OR submit_key = :key' : ''}`;

  return async (job, key) => (await session.get(findJob, { job, key })) !== undefined;
}
