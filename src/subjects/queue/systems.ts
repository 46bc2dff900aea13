import type { QueuePolicies } from '../../alphabets/queue.ts';
import type { QueueScope } from '../../model/queue/state.ts';
import { workerNames } from '../../model/queue/state.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { schemaOf as postgresSchemaOf } from '../../real/queue/postgres/schema.ts';
import { openPostgresStore } from '../../real/queue/postgres/store.ts';
import type { RealQueue, World } from '../../real/queue/queue.ts';
import { startQueue } from '../../real/queue/queue.ts';
import { schemaOf as sqliteSchemaOf } from '../../real/queue/sqlite/schema.ts';
import { openSqliteStore } from '../../real/queue/sqlite/store.ts';

/** Opens each system of the queue, with more access than a check needs. */
export const openQueue: Readonly<Record<string, (policies: QueuePolicies, scope: QueueScope) => Promise<RealQueue>>> = {
  sqlite: async (policies, scope) =>
    startQueue(openSqliteStore(openInMemory(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  'sqlite-file': async (policies, scope) =>
    startQueue(openSqliteStore(openOnFile(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const { openPostgres } = await import('../../real/database/postgres-schemas.ts');
    return startQueue(openPostgresStore(await openPostgres(postgresSchemaOf(policies))), policies, worldOf(scope));
  },
};

/** Workers and limits of a scope. */
export function worldOf(scope: QueueScope): World {
  const { attempts, inFlight, retries } = scope;
  return { workers: workerNames(scope), limits: { attempts, inFlight, retries } };
}
