import type { SqliteConnection } from '../../database/sqlite.ts';

/** The execution that committed a job first; `undefined` if the job is not committed. */
export function prepareFirstCommit(connection: SqliteConnection): (job: string) => number | undefined {
  const readFirstCommit = connection.statement(`
    SELECT execution FROM commits
    WHERE job = :job
    ORDER BY sequence`);

  return (job) => readFirstCommit.get({ job })?.['execution'] as number | undefined;
}
