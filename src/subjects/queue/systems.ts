import type { QueuePolicies } from '../../alphabets/queue.ts';
import type { OverlapNaming } from '../../kernel/observation.ts';
import type { Overlap } from '../../kernel/subject.ts';
import type { QueueScope } from '../../model/queue/state.ts';
import { workerNames } from '../../model/queue/state.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import type { WorkerProcess } from '../../real/queue/process/worker-process.ts';
import type { QueueCheckpoint, RealQueue, QueueWorld } from '../../real/queue/queue.ts';
import { startQueue } from '../../real/queue/queue.ts';
import { queueSchemaOf as sqliteSchemaOf } from '../../real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../real/queue/sqlite/store.ts';
import { openPostgresWith } from '../open-postgres.ts';

/** Opens each system of the queue, with more access than a check needs. */
export const openQueue: Readonly<
  Record<string, (policies: QueuePolicies, scope: QueueScope, overlap?: Overlap, from?: unknown) => Promise<RealQueue>>
> = {
  sqlite: async (policies, scope) =>
    startQueue(openSqliteQueueStore(openInMemory(sqliteSchemaOf(policies))), policies, queueWorldOf(scope)),
  'sqlite-file': async (policies, scope) =>
    startQueue(openSqliteQueueStore(openOnFile(sqliteSchemaOf(policies))), policies, queueWorldOf(scope)),
  postgres: async (policies, scope, overlap, from) => {
    const { queueSchemaOf } = await import('../../real/queue/postgres/schema.ts');
    const { rows, memory } = (from ?? {}) as Partial<QueueCheckpoint>;
    const database = await openPostgresWith(queueSchemaOf(policies), rows);
    const { openPostgresQueueStore } = await import('../../real/queue/postgres/store.ts');
    const world = { ...queueWorldOf(scope), ...(memory && { memory }) };
    return startQueue(openPostgresQueueStore(database, overlap), policies, world);
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

/** How long a worker process is stopped, in seconds. */
const pauseSeconds = 0.05;

/** The queue on a file of SQLite, each worker a process, which can be killed and stopped while it works. */
export async function openQueueInProcesses(policies: QueuePolicies, scope: QueueScope): Promise<RealQueue> {
  const { inProcesses } = await import('../../real/queue/process/worker-process.ts');
  const database = openOnFile(sqliteSchemaOf(policies));
  const running = new Map<string, WorkerProcess>();
  const begin = inProcesses(database.path, (name, worker) => running.set(name, worker));
  const strike = async (name: string, how: (worker: WorkerProcess) => Promise<void>): Promise<boolean> => {
    const worker = running.get(name);
    if (worker === undefined || worker.endedBy !== null) return false;
    await how(worker);
    return true;
  };
  const system = await startQueue(openSqliteQueueStore(database), policies, queueWorldOf(scope), undefined, begin);
  return {
    ...system,
    faults: {
      kill: (actor) => strike(actor, (worker) => worker.kill()),
      pause: (actor) => strike(actor, (worker) => worker.pause(pauseSeconds)),
    },
  };
}
