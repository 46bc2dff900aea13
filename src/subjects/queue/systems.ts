import type { QueuePolicies } from '../../alphabets/queue.ts';
import type { OverlapNaming } from '../../kernel/observation.ts';
import type { Overlap } from '../../kernel/subject.ts';
import type { QueueScope } from '../../model/queue/state.ts';
import { workerNames } from '../../model/queue/state.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import type { RealQueue, QueueWorld } from '../../real/queue/queue.ts';
import { startQueue } from '../../real/queue/queue.ts';
import { queueSchemaOf as sqliteSchemaOf } from '../../real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../real/queue/sqlite/store.ts';
import { openPostgresWith } from '../open-postgres.ts';

/** Opens each system of the queue, with more access than a check needs. */
export const openQueue: Readonly<
  Record<string, (policies: QueuePolicies, scope: QueueScope, overlap?: Overlap) => Promise<RealQueue>>
> = {
  sqlite: async (policies, scope) =>
    startQueue(openSqliteQueueStore(openInMemory(sqliteSchemaOf(policies))), policies, queueWorldOf(scope)),
  'sqlite-file': async (policies, scope) =>
    startQueue(openSqliteQueueStore(openOnFile(sqliteSchemaOf(policies))), policies, queueWorldOf(scope)),
  postgres: async (policies, scope, overlap) => {
    const { queueSchemaOf } = await import('../../real/queue/postgres/schema.ts');
    const database = await openPostgresWith(queueSchemaOf(policies));
    const { openPostgresQueueStore } = await import('../../real/queue/postgres/store.ts');
    return startQueue(openPostgresQueueStore(database, overlap), policies, queueWorldOf(scope));
  },
};

/** Executions are numbered by the database, and their rows are written in no order while commands overlap. */
export const queueNaming: OverlapNaming = {
  drawnNames: ['execution', 'by', 'id'],
  unordered: ['executions', 'leases', 'commits', 'effects', 'credits', 'retries'],
};

/** Workers and limits of a scope. */
export function queueWorldOf(scope: QueueScope): QueueWorld {
  const { attempts, inFlight, retries } = scope;
  return { workers: workerNames(scope), limits: { attempts, inFlight, retries } };
}
