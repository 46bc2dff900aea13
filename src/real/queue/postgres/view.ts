import type { Session } from '../../database/postgres.ts';
import type { Tables } from '../view.ts';

/** Reads the tables in one statement, so that all are of the same instant, each in the order in which its rows came. */
export function prepareView(session: Session): () => Promise<Tables> {
  const readTables = `
    SELECT
      (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'status', status, 'attempts', attempts, 'token', token, 'retryAtMs', retry_at_ms
      ) ORDER BY position), '[]') FROM jobs) AS jobs,
      (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'job', job, 'attempt', attempt, 'worker', worker, 'isDuplicate', is_duplicate
      ) ORDER BY id), '[]') FROM executions) AS executions,
      (SELECT coalesce(json_agg(json_build_object(
        'execution', execution, 'job', job, 'token', token, 'expiresAtMs', expires_at_ms
      ) ORDER BY execution), '[]') FROM leases) AS leases,
      (SELECT coalesce(json_agg(json_build_object(
        'job', job, 'execution', execution, 'attempt', attempt
      ) ORDER BY sequence), '[]') FROM commits) AS commits,
      (SELECT coalesce(json_agg(json_build_object(
        'job', job, 'execution', execution
      ) ORDER BY sequence), '[]') FROM effects) AS effects,
      (SELECT coalesce(json_agg(json_build_object(
        'job', job, 'execution', execution
      ) ORDER BY sequence), '[]') FROM credits) AS credits,
      (SELECT coalesce(json_agg(json_build_object(
        'execution', execution, 'fullAtMs', full_at_ms
      ) ORDER BY execution), '[]') FROM retries) AS retries`;

  return async () => (await session.get<Tables>(readTables)) as Tables;
}
