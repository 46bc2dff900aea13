import type { SqliteConnection } from '../../database/sqlite.ts';
import type { Detection } from '../detection.ts';

export function prepareDetection(connection: SqliteConnection): () => Detection {
  const duplicates = connection.statement(`
    SELECT id AS execution, job, attempt, worker FROM executions
    WHERE is_duplicate = 1
    ORDER BY id`);
  const counts = connection.statement(`
    SELECT (SELECT count(*) FROM commits) AS commits, (SELECT count(*) FROM effects) AS effects`);
  const mismatches = connection.statement(`
    SELECT * FROM (
      SELECT
        id AS job,
        (SELECT count(*) FROM commits WHERE commits.job = jobs.id) AS commits,
        (SELECT count(*) FROM effects WHERE effects.job = jobs.id) AS effects
      FROM jobs
      ORDER BY position)
    WHERE commits <> effects OR effects > 1`);

  return () => ({
    duplicateAttempts: duplicates.all() as Detection['duplicateAttempts'][number][],
    ...(counts.get() as { commits: number; effects: number }),
    alarms: mismatches.all() as Detection['alarms'][number][],
  });
}
