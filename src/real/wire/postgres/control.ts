import { DatabaseError } from 'pg';
import type { EnvironmentError } from '../../../kernel/environment-error.ts';
import { environmentError, messageOf } from '../../database/postgres-address.ts';
import type { PostgresConnection } from '../../database/postgres.ts';
import { connectPostgres } from '../../database/postgres.ts';

/** A connection of the stage's own, and what the server lets its role do. */
export interface StageControl {
  readonly connection: PostgresConnection;
  /** Whether a setting can make sessions of this role say that they wait for a lock. */
  readonly canReport: boolean;
  /** `server_version_num`. */
  readonly version: number;
}

/** Settings by which a session says at once that it waits for a lock. */
export const reportingSettings = {
  deadlock_timeout: '1ms',
  log_lock_waits: 'on',
  client_min_messages: 'log',
  lc_messages: 'C',
} as const;

/** Connects to the server of a stage. Throws `EnvironmentError` in one line where the server does not allow a stage. */
export async function connectControl(url: string): Promise<StageControl> {
  const connection = await connectPostgres(url);
  try {
    await assertMayAsk(url, connection);
    return { connection, canReport: await mayReport(connection), version: await readVersion(connection) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Throws `EnvironmentError` where the role may not ask who waits for whom. */
async function assertMayAsk(url: string, connection: PostgresConnection): Promise<void> {
  try {
    await connection.unprepared('SELECT pg_blocking_pids(pg_backend_pid())');
  } catch (error) {
    if (error instanceof DatabaseError) throw noWayToAsk(url, error);
    throw error;
  }
}

function noWayToAsk(url: string, cause: DatabaseError): EnvironmentError {
  const remedy =
    'name a superuser in DATABASE_URL, or a role that may execute pg_blocking_pids, or leave DATABASE_URL out';
  return environmentError(url, `does not say which session waits for a lock (${messageOf(cause)}): ${remedy}`);
}

/** Tries the settings: a superuser may set them, and a role to which each of them is granted. */
async function mayReport(connection: PostgresConnection): Promise<boolean> {
  const tries = Object.entries(reportingSettings).map(([name, value]) => `SET LOCAL ${name} = '${value}'`);
  try {
    await connection.script(tries.join('; '));
    return true;
  } catch (error) {
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}

async function readVersion(connection: PostgresConnection): Promise<number> {
  const [row] = await connection.unprepared<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  return row?.version ?? 0;
}
