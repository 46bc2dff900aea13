import type { Overlap } from '../../../kernel/subject.ts';
import { retried, lastingSession } from '../../database/lasting-session.ts';
import type { PostgresDatabase } from '../../database/postgres-schemas.ts';
import { createSessionEnds } from '../../database/postgres-session-end.ts';
import type { PostgresConnection } from '../../database/postgres.ts';
import { surroundingsFor } from '../../failpoints.ts';
import type { QueueActor, QueueStore, QueueSurroundings } from '../store.ts';
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

/** The queue on a Postgres database that has the queue's tables. Each actor connects at its own address, where it has one. */
export function openPostgresQueueStore(
  database: PostgresDatabase,
  { address }: Overlap = {},
): (surroundings: QueueSurroundings) => QueueStore {
  return (surroundings) => {
    const control = lastingSession(() => database.connect());
    const ends = createSessionEnds(async () => control);
    const contextOf = (actor: QueueActor): QueueContext => ({
      ...surroundingsFor(surroundings, actor),
      session: lastingSession(() => database.connect(address?.(actor))),
    });
    const ofClient = contextOf('client');
    const ofWorkers = new Map<string, PostgresConnection>();
    async function kill(worker: string): Promise<void> {
      const connection = ofWorkers.get(worker);
      if (connection !== undefined) await ends.kill(connection);
    }
    return {
      async connect(worker, clock) {
        const connection = await database.connect(address?.(worker));
        ofWorkers.set(worker, connection);
        const own = { clock: clockFor(surroundings, clock), session: connection };
        const context = { ...surroundingsFor(surroundings, worker), ...own };
        return {
          lease: prepareLease(context),
          renew: prepareRenew(context),
          applyEffect: prepareApplyEffect(context),
          commit: prepareCommit(context),
          complete: prepareComplete(context),
          fail: prepareFail(context),
          close: () => ends.close(connection),
        };
      },
      submit: prepareSubmit(ofClient),
      resubmit: prepareResubmit(contextOf('operator')),
      knows: prepareKnows(ofClient),
      flush: prepareFlush(contextOf('intake')),
      reconcile: prepareReconcile(contextOf('reconciler')),
      async cut(worker) {
        const connection = ofWorkers.get(worker);
        if (connection === undefined || connection.isLost) return false;
        return ends.end(connection);
      },
      ...(address !== undefined && { kill }),
      readTables: retried(prepareQueueView(control)),
      takeRows: database.takeRows,
      detect: prepareDetection(control),
      close: () => database.close(),
    };
  };
}
