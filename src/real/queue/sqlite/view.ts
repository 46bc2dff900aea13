import type { DeadReason, QueueJobStatus } from '../../../alphabets/queue.ts';
import type { SqliteConnection } from '../../database/sqlite.ts';
import type { QueueTables } from '../tables.ts';

/** Reads the tables, in the order of insertion. Rows are arrays, because a check reads the view after every command. */
export function prepareQueueView(connection: SqliteConnection): () => QueueTables {
  const jobs = connection.statement(
    'SELECT id, submit_key, status, attempts, token, retry_at_ms, dead_reason, resubmitted_as FROM jobs ORDER BY position',
  );
  const executions = connection.statement(`
    SELECT id, job, attempt, worker, is_duplicate FROM executions ORDER BY id`);
  const leases = connection.statement('SELECT execution, job, token, expires_at_ms FROM leases ORDER BY execution');
  const commits = connection.statement('SELECT job, execution, attempt FROM commits ORDER BY sequence');
  const effects = connection.statement('SELECT job, execution FROM effects ORDER BY sequence');
  const retries = connection.statement('SELECT execution, full_at_ms FROM retries ORDER BY execution');
  const credits = connection.statement('SELECT job, execution FROM credits ORDER BY sequence');

  return () => ({
    jobs: (jobs.rows() as JobRow[]).map(([id, key, status, attempts, token, retryAtMs, deadReason, resubmittedAs]) => ({
      id,
      key,
      status,
      attempts,
      token,
      retryAtMs,
      deadReason,
      resubmittedAs,
    })),
    executions: (executions.rows() as ExecutionRow[]).map(([id, job, attempt, worker, isDuplicate]) => ({
      id,
      job,
      attempt,
      worker,
      isDuplicate: isDuplicate === 1,
    })),
    leases: (leases.rows() as LeaseRow[]).map(([execution, job, token, expiresAtMs]) => ({
      execution,
      job,
      token,
      expiresAtMs,
    })),
    commits: (commits.rows() as CommitRow[]).map(([job, execution, attempt]) => ({ job, execution, attempt })),
    effects: (effects.rows() as EffectRow[]).map(([job, execution]) => ({ job, execution })),
    credits: (credits.rows() as EffectRow[]).map(([job, execution]) => ({ job, execution })),
    retries: (retries.rows() as RetryRow[]).map(([execution, fullAtMs]) => ({ execution, fullAtMs })),
  });
}

type JobRow = [
  id: string,
  key: string,
  status: QueueJobStatus,
  attempts: number,
  token: number,
  retryAtMs: number,
  deadReason: DeadReason | null,
  resubmittedAs: string | null,
];
type RetryRow = [execution: number, fullAtMs: number];
type ExecutionRow = [id: number, job: string, attempt: number, worker: string, isDuplicate: number];
type LeaseRow = [execution: number, job: string, token: number, expiresAtMs: number];
type CommitRow = [job: string, execution: number, attempt: number];
type EffectRow = [job: string, execution: number];
