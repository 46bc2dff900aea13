import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DrivenVersions } from '../library-version.ts';
import { assertDriven, explainMissingLibrary, isAtLeast, isDriven } from '../library-version.ts';
import type { GraphileWorkerContext, GraphileWorkerJob, GraphileWorkerModule, WithPgClient } from './module.ts';

const driven: DrivenVersions = {
  library: 'graphile-worker',
  oldest: '0.16.0',
  tooNew: '0.19.0',
  remedy: 'graphile-worker@0.18',
};

/** A pool of workers has a local queue from 0.17 on. */
const drivenWithLocalQueue: DrivenVersions = { ...driven, system: 'graphile-worker-local-queue', oldest: '0.17.0' };

/** Loads the package graphile-worker of the project. Throws `EnvironmentError` where there is none. */
export async function loadGraphileWorker(): Promise<GraphileWorkerModule> {
  await import('graphile-worker').catch((error: unknown) => explainMissingLibrary(error, driven));
  return graphileWorkerAt(createRequire(import.meta.url).resolve('graphile-worker'));
}

/** Loads the copy of graphile-worker in this folder, which has its `package.json`. Throws `EnvironmentError` where the adapter does not drive the version. */
export function graphileWorkerIn(folder: string): GraphileWorkerModule {
  return graphileWorkerAt(createRequire(join(folder, 'package.json')).resolve(folder));
}

/** Loads graphile-worker by the path of its main file. Throws `EnvironmentError` where the adapter does not drive the version. */
function graphileWorkerAt(main: string): GraphileWorkerModule {
  const requireFrom = createRequire(main);
  const load = (path: string): unknown => requireFrom(join(dirname(main), path));
  const { version } = load('../package.json') as { readonly version: string };
  assertDrivableGraphileWorker({ version });
  const has17 = isAtLeast(version, '0.17.0');
  return {
    version,
    locksByPool: has17,
    Pool: (requireFrom('pg') as Pick<GraphileWorkerModule, 'Pool'>).Pool,
    ...(load('./index.js') as Pick<GraphileWorkerModule, 'Logger' | 'makeWorkerUtils'>),
    ...(load('./lib.js') as Pick<GraphileWorkerModule, 'processSharedOptions'>),
    ...(load('./sql/resetLockedAt.js') as Pick<GraphileWorkerModule, 'resetLockedAt'>),
    ...(has17 ? stepsOf17(load) : stepsOf16(load)),
  };
}

/** Whether the adapter drives this version of graphile-worker. */
export function isDrivableGraphileWorker(version: string, hasLocalQueue: boolean): boolean {
  return isDriven(version, hasLocalQueue ? drivenWithLocalQueue : driven);
}

/** Throws `EnvironmentError` where the adapter does not drive this version of graphile-worker. */
export function assertDrivableGraphileWorker(
  { version }: Pick<GraphileWorkerModule, 'version'>,
  hasLocalQueue = false,
): void {
  assertDriven(version, hasLocalQueue ? drivenWithLocalQueue : driven);
}

/** Loads a file of the package, by its path from the folder of the main file. */
type Load = (path: string) => unknown;
type Steps = Pick<GraphileWorkerModule, 'getJobs' | 'completeJob' | 'failJob'>;
type Parameters17<Last> = [
  context: GraphileWorkerContext,
  withPgClient: WithPgClient,
  pool: string,
  last: readonly Last[],
];

/** From 0.17 on a pool of workers fetches and reports on several jobs by one statement. */
function stepsOf17(load: Load): Steps {
  const { batchGetJobs } = load('./sql/getJobs.js') as { readonly batchGetJobs: Steps['getJobs'] };
  const { batchCompleteJobs } = load('./sql/completeJobs.js') as {
    batchCompleteJobs(...parameters: Parameters17<GraphileWorkerJob>): Promise<void>;
  };
  const { batchFailJobs } = load('./sql/failJobs.js') as {
    batchFailJobs(...parameters: Parameters17<{ job: GraphileWorkerJob; message: string }>): Promise<void>;
  };
  return {
    getJobs: batchGetJobs,
    completeJob: (context, withPgClient, worker, job) => batchCompleteJobs(context, withPgClient, worker, [job]),
    failJob: (context, withPgClient, worker, job, message) =>
      batchFailJobs(context, withPgClient, worker, [{ job, message }]),
  };
}

function stepsOf16(load: Load): Steps {
  const { getJob } = load('./sql/getJob.js') as {
    getJob(...parameters: Parameters<Steps['getJobs']>): Promise<GraphileWorkerJob | undefined>;
  };
  return {
    async getJobs(...parameters) {
      const job = await getJob(...parameters);
      return job === undefined ? [] : [job];
    },
    ...(load('./sql/completeJob.js') as Pick<Steps, 'completeJob'>),
    ...(load('./sql/failJob.js') as Pick<Steps, 'failJob'>),
  };
}
