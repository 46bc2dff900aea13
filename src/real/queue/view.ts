import type { Connection } from '../database/sqlite.ts';
import type { Holding, JobStatus } from './commands.ts';

/** Everything that an outsider could find out about the queue. */
export interface QueueView {
  nowMs: number;
  jobs: { id: string; status: JobStatus; attempts: number; token: number }[];
  executions: { id: number; job: string; attempt: number; worker: string; isDuplicate: boolean }[];
  leases: { execution: number; job: string; token: number; expiresAtMs: number }[];
  commits: { job: string; execution: number; attempt: number }[];
  effects: { job: string; execution: number }[];
  workers: Record<string, { isUp: boolean; holding: Holding | null }>;
}

type Tables = Pick<QueueView, 'jobs' | 'executions' | 'leases' | 'commits' | 'effects'>;

/** Reads the tables, each in the order in which its rows came. */
export function prepareView(connection: Connection): () => Tables {
  const jobs = connection.statement('SELECT id, status, attempts, token FROM jobs ORDER BY position');
  const executions = connection.statement(`
    SELECT id, job, attempt, worker, is_duplicate AS isDuplicate FROM executions ORDER BY id`);
  const leases = connection.statement(`
    SELECT execution, job, token, expires_at_ms AS expiresAtMs FROM leases ORDER BY execution`);
  const commits = connection.statement('SELECT job, execution, attempt FROM commits ORDER BY sequence');
  const effects = connection.statement('SELECT job, execution FROM effects ORDER BY sequence');

  return () => ({
    jobs: jobs.all() as Tables['jobs'],
    executions: executions
      .all()
      .map((row) => Object.assign(row, { isDuplicate: row['isDuplicate'] === 1 })) as unknown as Tables['executions'],
    leases: leases.all() as Tables['leases'],
    commits: commits.all() as Tables['commits'],
    effects: effects.all() as Tables['effects'],
  });
}
