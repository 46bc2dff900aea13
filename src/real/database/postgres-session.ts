import { DatabaseError } from 'pg';
import type { EnvironmentError } from '../../kernel/environment-error.ts';
import { within } from '../../kernel/time-limit.ts';
import { ConnectionLost } from './connection-lost.ts';
import { answerMsOf, environmentError, messageOf } from './postgres-address.ts';
import type { PostgresConnection } from './postgres.ts';
import { connectPostgres } from './postgres.ts';

/**
 * Throws `EnvironmentError` where a connection to this address has no session of its own, as behind a pooler that hands out
 * its sessions by the transaction or by the statement. There, a setting of a statement, such as the schema, reaches another
 * connection, and the next statement does not have it.
 *
 * Two statements in a row prove nothing, since a pooler with nothing to do hands out the same session twice. So a second
 * connection holds a transaction open: with it, its session. Both have to keep their sessions before, during and after that,
 * in any order in which the pooler hands out sessions. Nothing is set or prepared here, since that would stay in a session
 * that is handed to others.
 */
export async function assertOwnSession(url: string, first: PostgresConnection): Promise<void> {
  const second = await connectPostgres(url);
  try {
    await assertTwoSessions(url, first, second);
  } catch (error) {
    if (isOfPooler(error)) throw noSession(url, messageOf(error), error);
    throw error;
  } finally {
    await second.close();
  }
}

async function assertTwoSessions(url: string, first: PostgresConnection, second: PostgresConnection): Promise<void> {
  const ofFirst = [await readSessionId(first), await readSessionId(first)];
  const ofSecond = [await readSessionId(second), await readSessionId(second)];
  await second.script('BEGIN');
  try {
    ofSecond.push(await readSessionId(second));
    const answerMs = answerMsOf(url);
    const whileHeld = readSessionId(first);
    ofFirst.push(
      await within(answerMs, whileHeld, () =>
        noSession(url, `no answer within ${answerMs / 1000} s while another connection has a transaction open`),
      ),
    );
  } finally {
    await second.script('ROLLBACK');
  }
  ofFirst.push(await readSessionId(first));
  ofSecond.push(await readSessionId(second));
  const [one, ...others] = new Set(ofFirst);
  const [two, ...more] = new Set(ofSecond);
  const areTwo = others.length === 0 && more.length === 0 && one !== two;
  if (!areTwo)
    throw noSession(url, `two connections had the sessions ${ofFirst.join(', ')} and ${ofSecond.join(', ')}`);
}

/** The number of the server's process that answers. */
async function readSessionId(connection: PostgresConnection): Promise<number> {
  const [row] = await connection.unprepared<{ session: number }>('SELECT pg_backend_pid() AS session');
  return row?.session ?? Number.NaN;
}

/** A pooler that refuses `BEGIN`, or ends a connection over it, hands out sessions by the statement. */
function isOfPooler(error: unknown): boolean {
  const refusal = error instanceof ConnectionLost ? error.cause : error;
  return refusal instanceof DatabaseError && refusal.code === '08P01';
}

function noSession(url: string, how: string, cause?: unknown): EnvironmentError {
  const remedy = 'name the server itself in DATABASE_URL, or a pooler that pools by session';
  return environmentError(url, `gives a connection no session of its own (${how}): ${remedy}`, cause);
}
