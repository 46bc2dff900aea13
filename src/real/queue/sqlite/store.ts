import type { Database } from '../../database/sqlite.ts';
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

/** The queue on an SQLite database that has the queue's tables. */
export function openSqliteQueueStore(database: Database): (surroundings: QueueSurroundings) => QueueStore {
  return (surroundings) => {
    const control = { ...surroundings, connection: database.connect() };
    const readTables = prepareQueueView(control.connection);
    const detect = prepareDetection(control.connection);
    return {
      async connect(clock) {
        const context = { ...surroundings, clock: clockFor(surroundings, clock), connection: database.connect() };
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
      submit: prepareSubmit(control),
      resubmit: prepareResubmit(control),
      knows: prepareKnows(control),
      flush: prepareFlush(control),
      reconcile: prepareReconcile(control),
      readTables: async () => readTables(),
      detect: async () => detect(),
      close: async () => database.close(),
    };
  };
}
