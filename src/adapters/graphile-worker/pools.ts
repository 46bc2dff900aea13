import type { GraphileWorkerContext, GraphileWorkerModule, GraphileWorkerUtils } from './module.ts';

/** graphile-worker over one connection. */
export interface GraphileWorkerPool {
  readonly utils: GraphileWorkerUtils;
  readonly context: GraphileWorkerContext;
  close(): Promise<void>;
}

/**
 * Opens graphile-worker on a schema at an address, where it makes its tables if there are none. The time of its sessions is that
 * of the schema, and each statement is planned by itself, so that a run does not depend on the number of runs before.
 */
export async function openGraphileWorkerPool(
  { Pool, Logger, makeWorkerUtils, processSharedOptions }: GraphileWorkerModule,
  schema: string,
  connectionString: string,
): Promise<GraphileWorkerPool> {
  const settings = `-c search_path=${schema},pg_catalog -c plan_cache_mode=force_custom_plan`;
  const pgPool = new Pool({ connectionString, options: settings, max: 1, idleTimeoutMillis: 0 });
  // A connection that is lost is thrown by the next call over it. The documentation asks for a listener of each kind.
  const ignore = (): void => undefined;
  pgPool.on('error', ignore).on('connect', (client) => void client.on('error', ignore));
  // What goes wrong is thrown as well.
  const options = { pgPool, schema, logger: new Logger(() => () => undefined) };
  try {
    const utils = await makeWorkerUtils(options);
    return {
      utils,
      context: processSharedOptions(options),
      async close() {
        await utils.release();
        await pgPool.end();
      },
    };
  } catch (error) {
    await pgPool.end();
    throw error;
  }
}
