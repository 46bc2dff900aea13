import { ConnectionLost } from './connection-lost.ts';
import type { PostgresConnection, PostgresSession } from './postgres.ts';
import { sessionOver } from './postgres.ts';

/**
 * A session that outlives its connections: it connects at its first statement, the caller gets an error for a lost
 * connection, and later statements use a new connection.
 */
export function lastingSession(connect: () => Promise<PostgresConnection>): PostgresSession {
  let connection: PostgresConnection | null = null;
  return sessionOver(async (text, parameters) => {
    connection ??= await connect();
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
