import { retried, lastingSession } from '../../database/lasting-session.ts';
import type { PostgresDatabase } from '../../database/postgres-schemas.ts';
import type { PostgresSession } from '../../database/postgres.ts';
import type { QueueStore, QueueSurroundings } from '../store.ts';
import { clockFor } from '../store.ts';
import { prepareApplyEffect } from './apply-effect.ts';
import { prepareCommit } from './commit.ts';
import { prepareComplete } from './complete.ts';
import { prepareDetection } from './detection.ts';
import { prepareFail } from './fail.ts';
import { prepareFlush } from './flush.ts';
import { prepareKnows } from './knows.ts';
import { prepareLease } from './lease.ts';
import { prepareReconcile } from './reconcile.ts';
import { prepareRenew } from './renew.ts';
import { prepareResubmit } from './resubmit.ts';
import { prepareSubmit } from './submit.ts';
import { prepareQueueView } from './view.ts';

/** The queue on a Postgres database that has the queue's tables. */
export function openPostgresQueueStore(
  database: PostgresDatabase,
): (surroundings: QueueSurroundings) => Promise<QueueStore> {
  return async (surroundings) => {
    const { control, client } = await connectAll(database);
    const clientContext = { ...surroundings, session: client };
    return {
      async connect(clock) {
        const connection = await database.connect();
        const context = { ...surroundings, clock: clockFor(surroundings, clock), session: connection };
        return {
          lease: prepareLease(context),
          renew: prepareRenew(context),
          applyEffect: prepareApplyEffect(context),
          commit: prepareCommit(context),
          complete: prepareComplete(context),
          fail: prepareFail(context),
          close: () => connection.close(),
        };
      },
      submit: prepareSubmit(clientContext),
      resubmit: prepareResubmit(clientContext),
      knows: prepareKnows(clientContext),
      flush: prepareFlush(clientContext),
      reconcile: prepareReconcile(clientContext),
      readTables: retried(prepareQueueView(control)),
      detect: prepareDetection(control),
      close: () => database.close(),
    };
  };
}

/** Sessions to read the tables, and to submit and reconcile. Closes the database if a connection fails. */
async function connectAll({
  connect,
  close,
}: PostgresDatabase): Promise<{ control: PostgresSession; client: PostgresSession }> {
  try {
    return { control: await lastingSession(connect), client: await lastingSession(connect) };
  } catch (error) {
    await close();
    throw error;
  }
}
