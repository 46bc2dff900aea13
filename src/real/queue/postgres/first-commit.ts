import type { QueueContext } from './context.ts';

/** Which execution committed a job first; `undefined` where none has. */
export async function firstCommitOf({ session }: QueueContext, job: string): Promise<number | undefined> {
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
