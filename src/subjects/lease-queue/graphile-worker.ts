import type { GraphileWorkerHandle } from '../../adapters/graphile-worker/library.ts';
import { graphileWorkerDefinition, openGraphileWorker } from '../../adapters/graphile-worker/library.ts';
import { graphileWorkerIn, isDrivableGraphileWorker, loadGraphileWorker } from '../../adapters/graphile-worker/load.ts';
import type {
  GraphileWorkerCalls,
  GraphileWorkerModule,
  GraphileWorkerUtils,
} from '../../adapters/graphile-worker/module.ts';
import { graphileWorkerPresets } from '../../adapters/graphile-worker/presets.ts';
import type { GraphileWorkerOptions } from '../../adapters/graphile-worker/terms.ts';
import { graphileWorkerTerms } from '../../adapters/graphile-worker/terms.ts';
import type { LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
import type { LeaseLibrary, LeaseQueueCommand, LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import { postgresUrl } from '../../real/database/postgres-server.ts';
import { openPostgresWith, openStageOfPostgres } from '../open-postgres.ts';

export type { GraphileWorkerHandle } from '../../adapters/graphile-worker/library.ts';
export type {
  GraphileWorkerCalls,
  GraphileWorkerJob,
  GraphileWorkerJobOptions,
  GraphileWorkerModule,
  GraphileWorkerUtils,
} from '../../adapters/graphile-worker/module.ts';
export type { GraphileWorkerPreset } from '../../adapters/graphile-worker/presets.ts';
export { graphileWorkerPresets } from '../../adapters/graphile-worker/presets.ts';
export type { GraphileWorkerOptions } from '../../adapters/graphile-worker/terms.ts';
export { graphileWorkerTerms } from '../../adapters/graphile-worker/terms.ts';

/** Which graphile-worker is checked, and how it is used. `Utils` is the type of its `WorkerUtils`, where you name it. */
export interface GraphileWorkerUse<Utils = GraphileWorkerUtils> extends GraphileWorkerOptions {
  readonly name: string;
  /** Where they differ from the terms that follow from the options. */
  readonly terms?: Partial<LeaseQueueTerms>;
  /** Functions of your own, which are called in the place of those of `WorkerUtils`, with their parameters. */
  calls?(utils: Utils): Partial<GraphileWorkerCalls>;
  /** By default the package graphile-worker of the project. */
  load?(): Promise<GraphileWorkerModule>;
}

/** graphile-worker as a system of a lease queue, on Postgres at `DATABASE_URL` or on a server of this process. */
export function graphileWorkerSystem<Utils = GraphileWorkerUtils>(use: GraphileWorkerUse<Utils>): LeaseQueueSystemKind {
  const { name, hasLocalQueue = false } = use;
  const terms = { ...graphileWorkerTerms(use), ...use.terms };
  return leaseQueueSystem<GraphileWorkerHandle>({
    name,
    terms,
    library: {
      package: 'graphile-worker',
      drives: (version) => isDrivableGraphileWorker(version, hasLocalQueue),
      from: (folder) => graphileWorkerSystem({ ...use, load: async () => graphileWorkerIn(folder) }),
    },
    // The library is slower than the guesses.
    guesses: 20,
    // Time is moved for all, over a connection that no stage orders.
    concurrent: { neverRaced: ['tick', ...alone(terms)], alone: alone(terms) },
    stage: openStageOfPostgres,
    lacks: ['extend', 'spawn'],
    open: () => openGraphileWorkerQueue(use),
  });
}

/** A job that is replaced leaves its id to the new job, so that a removal by this id may remove either. */
function alone({ keys }: Partial<LeaseQueueTerms>): LeaseQueueCommand['type'][] {
  return keys === 'replaced' ? ['remove'] : [];
}

/** The library alone, opened for many runs. */
export async function openGraphileWorkerQueue<Utils = GraphileWorkerUtils>({
  load = loadGraphileWorker,
  calls,
  ...options
}: GraphileWorkerUse<Utils>): Promise<LeaseLibrary<GraphileWorkerHandle>> {
  const module = await load();
  const database = await openPostgresWith(graphileWorkerDefinition(module));
  const connection = await database.connect();
  const place = {
    url: await postgresUrl(),
    schema: database.schema,
    script: (statements: string) => connection.script(statements),
    close: () => database.close(),
  };
  return openGraphileWorker(module, place, { ...options, ...(calls && { calls: calls as never }) });
}

/** Each documented way to use the graphile-worker of the project. */
export const graphileWorkerSystems: readonly LeaseQueueSystemKind[] = Object.entries(graphileWorkerPresets).map(
  ([name, preset]) => graphileWorkerSystem({ name, ...preset }),
);
