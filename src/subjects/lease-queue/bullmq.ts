import { openBullMq, startMs } from '../../adapters/bullmq/library.ts';
import type { BullMqCalls, BullMqModule, BullMqQueue, BullMqWorker } from '../../adapters/bullmq/module.ts';
import { assertDrivableBullMq, bullMqIn, isDrivableBullMq, loadBullMq } from '../../adapters/bullmq/module.ts';
import type { BullMqHandle, BullMqOptions } from '../../adapters/bullmq/options.ts';
import { bullMqDefinition, postgresStore } from '../../adapters/bullmq/postgres-store.ts';
import type { BullMqPreset } from '../../adapters/bullmq/presets.ts';
import { bullMqPresets } from '../../adapters/bullmq/presets.ts';
import { redisStore } from '../../adapters/bullmq/redis-store.ts';
import type { BullMqStore } from '../../adapters/bullmq/store.ts';
import { bullMqTerms } from '../../adapters/bullmq/terms.ts';
import type { LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
import { openRedisNamespace } from '../../adapters/redis/namespace.ts';
import type { LeaseLibrary, LeaseQueueCommand, LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import { postgresUrl } from '../../real/database/postgres-server.ts';
import { redisPlace } from '../../real/database/redis-server.ts';
import { openPostgresWith, openStageOfPostgres } from '../open-postgres.ts';

export type { BullMqHandle, BullMqOptions } from '../../adapters/bullmq/options.ts';
export type {
  BullMqCalls,
  BullMqJob,
  BullMqJobOptions,
  BullMqModule,
  BullMqQueue,
  BullMqWorker,
  BullMqWorkerOptions,
} from '../../adapters/bullmq/module.ts';
export type { BullMqPreset } from '../../adapters/bullmq/presets.ts';
export { bullMqPresets } from '../../adapters/bullmq/presets.ts';
export { bullMqTerms } from '../../adapters/bullmq/terms.ts';

/** Which BullMQ is checked, and how it is used. `Queue` and `Worker` are its classes, where you name them. */
export interface BullMqUse<Queue = BullMqQueue, Worker = BullMqWorker> extends BullMqOptions {
  readonly name: string;
  /** Where they differ from the terms that follow from the options. */
  readonly terms?: Partial<LeaseQueueTerms>;
  /** Functions of your own, which are called in the place of those of BullMQ, with their parameters. */
  calls?(queue: Queue, worker: Worker): Partial<BullMqCalls>;
  /** By default the package bullmq of the project. */
  load?(): Promise<BullMqModule>;
}

/** BullMQ as a system of a lease queue, on Redis at `REDIS_URL`, on Postgres at `DATABASE_URL`, or on a server of this process. */
export function bullMqSystem<Queue = BullMqQueue, Worker = BullMqWorker>(
  use: BullMqUse<Queue, Worker>,
): LeaseQueueSystemKind {
  const { name, hasChildren = false, storedIn = 'redis' } = use;
  const terms = { ...bullMqTerms(use), ...use.terms };
  return leaseQueueSystem<BullMqHandle>({
    name,
    terms,
    library: {
      package: 'bullmq',
      needs: ['ioredis', 'pg'],
      drives: (version) => isDrivableBullMq(version, storedIn),
      from: (folder) => bullMqSystem({ ...use, load: async () => bullMqIn(folder) }),
    },
    // The library is slower than the guesses.
    guesses: 20,
    lacks: hasChildren ? [] : ['spawn'],
    ...(storedIn === 'postgres' && {
      concurrent: { neverRaced: neverRaced(use), alone: madeOfSeveralCalls(use) },
      stage: openStageOfPostgres,
    }),
    open: () => openBullMqQueue(use),
  });
}

/** A child is added by three calls of BullMQ, and whether a job of a `jobId` was added is a call of its own. */
function madeOfSeveralCalls({ keyedBy }: Pick<BullMqUse, 'keyedBy'>): LeaseQueueCommand['type'][] {
  return ['spawn', ...(keyedBy === 'jobId' ? (['submit'] as const) : [])];
}

/** Time is moved for all, and a pass of maintenance is made due over a connection that no stage orders. */
function neverRaced(use: Pick<BullMqUse, 'keyedBy'>): LeaseQueueCommand['type'][] {
  return ['tick', 'maintain', ...madeOfSeveralCalls(use)];
}

/** The library alone, opened for many runs. */
export async function openBullMqQueue<Queue = BullMqQueue, Worker = BullMqWorker>({
  load = loadBullMq,
  calls,
  ...options
}: BullMqUse<Queue, Worker>): Promise<LeaseLibrary<BullMqHandle>> {
  const module = await load();
  assertDrivableBullMq(module);
  const store =
    options.storedIn === 'postgres'
      ? await openPostgresStore(module)
      : redisStore(await openRedisNamespace(module.Redis, await redisPlace()));
  return openBullMq(module, store, { ...options, ...(calls && { calls: calls as never }) });
}

async function openPostgresStore(module: BullMqModule): Promise<BullMqStore> {
  const database = await openPostgresWith(bullMqDefinition(module, startMs));
  const { schema } = database;
  const connection = await database.connect();
  return postgresStore(module, {
    url: await postgresUrl(),
    schema,
    script: (statements) => connection.script(statements),
    close: () => database.close(),
  });
}

/** Each documented way to use the BullMQ of the project. */
export const bullMqSystems: readonly LeaseQueueSystemKind[] = Object.entries(bullMqPresets).map(([name, preset]) =>
  bullMqSystem({ name, ...preset }),
);

/**
 * The same of BullMQ 6 on Postgres: `bullmq-postgres`, `bullmq-postgres-attempts`, … There a lock ends, by the
 * function that is asked, with its last millisecond or after it. A worker fetches one job by each call.
 */
export const bullMqPostgresSystems: readonly LeaseQueueSystemKind[] = Object.entries(bullMqPresets).map(
  ([name, preset]) => bullMqSystem(onPostgres(name, preset)),
);

function onPostgres(name: string, { terms: _terms, ...options }: BullMqPreset): BullMqUse {
  return { ...options, name: name.replace('bullmq', 'bullmq-postgres'), storedIn: 'postgres' };
}
