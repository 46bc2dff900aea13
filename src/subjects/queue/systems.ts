import type { QueuePolicies } from '../../alphabets/queue.ts';
import type { QueueScope } from '../../model/queue/state.ts';
import { workerNames } from '../../model/queue/state.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { queueSchemaOf as postgresSchemaOf } from '../../real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../real/queue/postgres/store.ts';
import type { RealQueue, QueueWorld } from '../../real/queue/queue.ts';
import { startQueue } from '../../real/queue/queue.ts';
import { queueSchemaOf as sqliteSchemaOf } from '../../real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../real/queue/sqlite/store.ts';

/** Opens each system of the queue, with more access than a check needs. */
export const openQueue: Readonly<Record<string, (policies: QueuePolicies, scope: QueueScope) => Promise<RealQueue>>> = {
  sqlite: async (policies, scope) =>
    startQueue(openSqliteQueueStore(openInMemory(sqliteSchemaOf(policies))), policies, queueWorldOf(scope)),
  'sqlite-file': async (policies, scope) =>
    startQueue(openSqliteQueueStore(openOnFile(sqliteSchemaOf(policies))), policies, queueWorldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const { openPostgres } = await import('../../real/database/postgres-schemas.ts');
    return startQueue(
      openPostgresQueueStore(await openPostgres(postgresSchemaOf(policies))),
      policies,
      queueWorldOf(scope),
    );
  },
};

/** Workers and limits of a scope. */
export function queueWorldOf(scope: QueueScope): QueueWorld {
  const { attempts, inFlight, retries } = scope;
  return { workers: workerNames(scope), limits: { attempts, inFlight, retries } };
}
