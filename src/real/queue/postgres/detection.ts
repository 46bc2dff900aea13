import type { PostgresSession } from '../../database/postgres.ts';
import type { Detection } from '../detection.ts';

export function prepareDetection(session: PostgresSession): () => Promise<Detection> {
  const duplicates = `
    SELECT id AS execution, job, attempt, worker FROM executions
    WHERE is_duplicate
    ORDER BY id`;
  const counts = `
    SELECT (SELECT count(*) FROM commits) AS commits, (SELECT count(*) FROM effects) AS effects`;
  const mismatches = `
    SELECT job, commits, effects FROM (
      SELECT
        position,
        id AS job,
        (SELECT count(*) FROM commits WHERE commits.job = jobs.id) AS commits,
        (SELECT count(*) FROM effects WHERE effects.job = jobs.id) AS effects
      FROM jobs) AS served
    WHERE commits <> effects OR effects > 1
    ORDER BY position`;

  return async () => ({
    duplicateAttempts: await session.all<Detection['duplicateAttempts'][number]>(duplicates),
    ...((await session.get(counts)) as { commits: number; effects: number }),
    alarms: await session.all<Detection['alarms'][number]>(mismatches),
  });
}
