import type { OpenQueueCommand, QueueOutcome, QueuePolicies, QueueView } from '../../src/alphabets/queue.ts';
import type { System } from '../../src/kernel/model.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import type { CutOptions } from '../../src/real/database/cut-postgres.ts';
import { openCutPostgres, withCuts } from '../../src/real/database/cut-postgres.ts';
import type { PostgresConnection, PostgresSession } from '../../src/real/database/postgres.ts';
import { sessionOver } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import type { QueueStore, QueueSurroundings } from '../../src/real/queue/store.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';

/** What is planted in a connection: a driver that does otherwise than it should. */
export type Plant = (
  connection: PostgresConnection,
  reconnect: () => Promise<PostgresConnection>,
) => PostgresConnection;

export interface ByProxy extends CutOptions {
  readonly policies: QueuePolicies;
  readonly scope: QueueScope;
  readonly plant?: Plant | undefined;
}

type CutQueue = System<OpenQueueCommand, QueueOutcome, QueueView>;

/** The system `postgres-cut` of the queue, with other connections for all but the view. */
export async function openByProxy({ policies, scope, plant, ...options }: ByProxy): Promise<CutQueue> {
  const database = await openCutPostgres(queueSchemaOf(policies));
  async function connect(): Promise<PostgresConnection> {
    const connection = await database.connect();
    return plant?.(connection, database.connect) ?? connection;
  }
  const openStore = (surroundings: QueueSurroundings): QueueStore => {
    const { readTables } = openPostgresQueueStore(database)(surroundings);
    return { ...openPostgresQueueStore({ ...database, connect })(surroundings), readTables };
  };
  const queue = await startQueue(openStore, policies, queueWorldOf(scope));
  return withCuts(queue, database, options);
}

/** The same connection, with other ways to send. */
export function sending(connection: PostgresConnection, send: PostgresSession['send']): PostgresConnection {
  return Object.assign(Object.create(connection) as PostgresConnection, sessionOver(send));
}

/** A driver that reports a `COMMIT` without an answer as a success. */
export const hopes: Plant = (connection, reconnect) => {
  let current = connection;
  return sending(connection, async (text, parameters) => {
    try {
      return await current.send(text, parameters);
    } catch (error) {
      if (text !== 'COMMIT') throw error;
      current = await reconnect();
      return { rows: [], rowCount: null, command: 'COMMIT' };
    }
  });
};
