import type { Connection } from '../database/sqlite.ts';

/** What an operator's dashboard shows about attempts that should not have been. */
export interface Detection {
  /** Attempts that came to commit a job which another attempt had committed, by their durable execution ids. */
  readonly duplicateAttempts: readonly { execution: number; job: string; attempt: number; worker: string }[];
  readonly commits: number;
  readonly effects: number;
  /** Set when commits and effects differ in number: somebody was served twice, or not at all, or off the record. */
  readonly alarm: string | null;
}

export function prepareDetection(connection: Connection): () => Detection {
  const duplicates = connection.statement(`
    SELECT id AS execution, job, attempt, worker FROM executions
    WHERE is_duplicate = 1
    ORDER BY id`);
  const counts = connection.statement(`
    SELECT (SELECT count(*) FROM commits) AS commits, (SELECT count(*) FROM effects) AS effects`);

  return () => {
    const { commits, effects } = counts.get() as { commits: number; effects: number };
    const alarm = commits === effects ? null : `${commits} commits, but ${effects} effects`;
    return { duplicateAttempts: duplicates.all() as Detection['duplicateAttempts'][number][], commits, effects, alarm };
  };
}
