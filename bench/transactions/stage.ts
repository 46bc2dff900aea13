import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';

/** A connection for each session, and a control connection. */
export interface Stage {
  readonly sessions: readonly PostgresConnection[];
  readonly control: PostgresConnection;
  close(): Promise<void>;
}

/**
 * A session that has waited for a lock for a millisecond looks for a deadlock once. If there is none, the session logs
 * that it still waits. From then on it never detects a deadlock: the session that closes a circle later does.
 */
const settings =
  "SET deadlock_timeout = '1ms'; SET log_lock_waits = on; SET client_min_messages = log; SET lc_messages = 'C'";
const usualSettings = 'RESET deadlock_timeout; RESET log_lock_waits; RESET client_min_messages; RESET lc_messages';

/** Opens this many sessions on a database. Needs a superuser. */
export async function openStage(
  database: PostgresDatabase,
  { sessions: count }: { readonly sessions: number },
): Promise<Stage> {
  const sessions: PostgresConnection[] = [];

  for (let index = 0; index < count; index += 1) {
    const connection = await database.connect();
    await connection.script(settings);
    sessions.push(connection);
  }
  const control = await database.connect();
  return {
    sessions,
    control,
    async close() {
      for (const session of sessions) {
        await session.script(usualSettings);
        session.hearNotices(null);
        await session.close();
      }
      await control.close();
    },
  };
}

/** A session that waits for a lock. */
export interface Wait {
  /** The start of the wait, in the server's format. Every wait has another start. */
  readonly since: string;
  /** The processes of the sessions that hold the lock, or are ahead in the queue. */
  readonly blockers: readonly number[];
}

/** The waits for other sessions of the stage, by the process of the session. Sessions that do not wait are left out. */
export async function waitsOn({ sessions, control }: Stage): Promise<ReadonlyMap<number, Wait>> {
  const ids = new Set(sessions.map(({ processId }) => processId));
  const rows = await control.all<{ id: number; since: string | null; blockers: number[] }>(
    `
    SELECT pid AS id, waitstart::text AS since, pg_blocking_pids(pid) AS blockers FROM pg_locks
    WHERE NOT granted
      AND pid = ANY(:processIds::int[])`,
    { processIds: `{${[...ids].join(',')}}` },
  );
  return new Map(
    rows.flatMap(({ id, since, blockers }) =>
      // For a moment after the wait began, its start is unknown.
      since === null || !blockers.some((blocker) => ids.has(blocker)) ? [] : [[id, { since, blockers }] as const],
    ),
  );
}
