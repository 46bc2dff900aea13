import { onServer } from '../server.ts';
import type { QueueSubject } from './subject-type.ts';
import { queueNaming, queueWorldOf } from './systems.ts';

/**
 * The queue on Postgres over connections that are cut: the runs say where. A lease that is rolled back uses a number of its
 * sequence up, so the system draws the numbers of executions.
 */
export const cutQueue: NonNullable<QueueSubject['optionalSystems']>[number] = onServer({
  name: 'postgres-cut',
  terms: { cuts: true },
  drawnNames: queueNaming.drawnNames,
  async open({ policies, scope }) {
    const { queueSchemaOf } = await import('../../real/queue/postgres/schema.ts');
    const { openCutPostgresWith } = await import('../open-postgres.ts');
    const { openPostgresQueueStore } = await import('../../real/queue/postgres/store.ts');
    const { startQueue } = await import('../../real/queue/queue.ts');
    const { withCuts } = await import('../../real/database/cut-postgres.ts');
    const database = await openCutPostgresWith(queueSchemaOf(policies));
    return withCuts(await startQueue(openPostgresQueueStore(database), policies, queueWorldOf(scope)), database);
  },
});
