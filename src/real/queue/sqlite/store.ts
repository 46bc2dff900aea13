import type { Database } from '../../database/sqlite.ts';
import { surroundingsFor } from '../../failpoints.ts';
import type { QueueStore, QueueSurroundings } from '../store.ts';
import type { QueueActor } from '../store.ts';
import { clockFor } from '../store.ts';
import { prepareApplyEffect } from './apply-effect.ts';
import { prepareCommit } from './commit.ts';
import { prepareComplete } from './complete.ts';
import type { QueueContext } from './context.ts';
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

/** The queue on an SQLite database that has the queue's tables. */
export function openSqliteQueueStore(database: Database): (surroundings: QueueSurroundings) => QueueStore {
  return (surroundings) => {
    const connection = database.connect();
    const contextOf = (actor: QueueActor): QueueContext => ({ ...surroundingsFor(surroundings, actor), connection });
    const readTables = prepareQueueView(connection);
    const detect = prepareDetection(connection);
    return {
      async connect(worker, clock) {
        const own = { clock: clockFor(surroundings, clock), connection: database.connect() };
        const context = { ...surroundingsFor(surroundings, worker), ...own };
        return {
          lease: prepareLease(context),
          renew: prepareRenew(context),
          applyEffect: prepareApplyEffect(context),
          commit: prepareCommit(context),
          complete: prepareComplete(context),
          fail: prepareFail(context),
          close: async () => context.connection.close(),
        };
      },
      submit: prepareSubmit(contextOf('client')),
      resubmit: prepareResubmit(contextOf('operator')),
      knows: prepareKnows(contextOf('client')),
      flush: prepareFlush(contextOf('intake')),
      reconcile: prepareReconcile(contextOf('reconciler')),
      readTables: async () => readTables(),
      detect: async () => detect(),
      close: async () => database.close(),
    };
  };
}
