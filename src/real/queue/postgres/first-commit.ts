import type { QueueContext } from './context.ts';

/** The execution that committed a job first; `undefined` if the job is not committed. */
export async function readFirstCommit({ session }: QueueContext, job: string): Promise<number | undefined> {
  const first = await session.get<{ execution: number }>(
    `
    SELECT execution FROM commits
    WHERE job = :job
    ORDER BY sequence
    LIMIT 1`,
    { job },
  );
  return first?.execution;
}
