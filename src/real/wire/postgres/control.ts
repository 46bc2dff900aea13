import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { EnvironmentError } from '../../../kernel/environment-error.ts';
import { answerMsOf, clientFor, environmentError, messageOf } from '../../database/postgres-address.ts';
import { assertOwnSession } from '../../database/postgres-session.ts';
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
  assertWithoutTls(url);
  const connection = await connectPostgres(url).catch((error: Error) => {
    throw isOfTls(error.cause) ? demandsTls(url, error.cause) : error;
  });
  try {
    await assertOwnSession(url, connection);
    await assertOwnProcess(url, connection);
    await assertMayAsk(url, connection);
    return { connection, canReport: await mayReport(connection), version: await readVersion(connection) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The stage reads what comes by it. Throws `EnvironmentError` where the address asks for TLS. */
function assertWithoutTls(url: string): void {
  const mode = new URLSearchParams(url.split('?')[1]).get('sslmode') ?? process.env['PGSSLMODE'];
  if (mode === 'prefer' || mode === 'allow' || !clientFor(url, answerMsOf(url)).ssl) return;
  throw environmentError(
    url,
    'is asked for over TLS, which a stage does not speak: take sslmode out of DATABASE_URL, or leave DATABASE_URL out',
  );
}

function demandsTls(url: string, refusal: DatabaseError): EnvironmentError {
  const remedy = 'let the role come without TLS (pg_hba.conf), or leave DATABASE_URL out';
  return environmentError(url, `demands TLS, which a stage does not speak (${messageOf(refusal)}): ${remedy}`);
}

/** Whether the server refuses a connection since it is not encrypted. */
function isOfTls(refusal: unknown): refusal is DatabaseError {
  return refusal instanceof DatabaseError && refusal.code === '28000' && /no encryption|SSL|TLS/.test(refusal.message);
}

/** Throws `EnvironmentError` where a connection began with the number of another process: a pooler is in between. */
async function assertOwnProcess(url: string, connection: PostgresConnection): Promise<void> {
  const [row] = await connection.unprepared<{ processId: number }>('SELECT pg_backend_pid() AS "processId"');
  if (row?.processId === connection.processId) return;
  throw environmentError(
    url,
    'is behind a pooler, so that it is not known whose statement waits: name the server itself in DATABASE_URL',
  );
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

/** How long a session may take to end, in milliseconds. */
const sessionEndMs = 10_000;

/**
 * Ends a session at the server, also while it waits for a lock, and waits until its process is gone, which has rolled back by
 * then. Throws `EnvironmentError` where the role may not do so, or the process stays.
 */
export async function endSession({ connection, url }: SessionControl, processId: number): Promise<void> {
  const limitMs = performance.now() + sessionEndMs;
  try {
    await connection.all('SELECT pg_terminate_backend(:processId::int)', { processId });
    for (;;) {
      const [row] = await connection.all('SELECT 1 FROM pg_stat_activity WHERE pid = :processId::int', { processId });
      if (row === undefined) return;
      if (performance.now() > limitMs) throw environmentError(url, 'does not end a session');
      await pause(1);
    }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw environmentError(url, `does not end a session whose connection is cut (${messageOf(error)})`);
  }
}

/** The stage's own connection, and the address of the server. */
interface SessionControl {
  readonly connection: Pick<PostgresConnection, 'all'>;
  readonly url: string;
}

async function readVersion(connection: PostgresConnection): Promise<number> {
  const [row] = await connection.unprepared<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  return row?.version ?? 0;
}
