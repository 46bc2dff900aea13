import { ConnectionLost } from './connection-lost.ts';
import type { PostgresConnection, PostgresSession } from './postgres.ts';
import { sessionOver } from './postgres.ts';

/**
 * A session that outlives its connections: the caller gets an error for a lost connection, and later statements use a new
 * connection.
 */
export async function lastingSession(connect: () => Promise<PostgresConnection>): Promise<PostgresSession> {
  let connection = await connect();
  return sessionOver(async (text, parameters) => {
    try {
      return await connection.send(text, parameters);
    } catch (error) {
      if (error instanceof ConnectionLost) connection = await connect();
      throw error;
    }
  });
}

/** What only reads is asked once more where the connection was lost. */
export function retried<Result>(read: () => Promise<Result>): () => Promise<Result> {
  return () =>
    read().catch((error: unknown) => {
      if (error instanceof ConnectionLost) return read();
      throw error;
    });
}
