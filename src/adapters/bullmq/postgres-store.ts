import { EnvironmentError } from '../../kernel/environment-error.ts';
import type { PostgresPlace } from '../postgres-place.ts';
import { movingTime, shadowedTime } from '../shadowed-time.ts';
import type { BullMqModule } from './module.ts';
import type { BullMqStore } from './store.ts';

/** What a schema has to have before BullMQ makes its tables. */
export function bullMqDefinition({ version }: Pick<BullMqModule, 'version'>, startMs: number): string {
  return `/* bullmq ${version} */ ${shadowedTime('clock_timestamp', startMs)}`;
}

/**
 * BullMQ 6 on Postgres, in a schema that `bullMqDefinition` has made, which it reaches over connections of its own. It takes nearly all times from `Date.now`, and some from
 * `clock_timestamp()` within its functions. Throws `EnvironmentError` where the version has no such backend.
 */
export function postgresStore(module: BullMqModule, { url, schema, script, close }: PostgresPlace): BullMqStore {
  const { createPostgresBackend, version } = module;
  if (createPostgresBackend === undefined)
    throw new EnvironmentError(`bullmq ${version} has no backend for Postgres: npm install --save-dev bullmq@6`);
  return {
    optionsAt: (address = url) => ({ connection: { connectionString: address, schema, migrate: true, max: 1 } }),
    isStageable: true,
    backend: createPostgresBackend,
    prepare: () => script(shadowInFunctions(schema)),
    async use(call) {
      try {
        return await call();
      } catch (error) {
        const isLost = await script('SELECT 1').then(
          () => false,
          () => true,
        );
        if (!isLost) throw error;
        throw new EnvironmentError('Postgres does not answer any more', { cause: error });
      }
    },
    reset: (_, startMs) => script(movingTime(schema, startMs)),
    pass: (_expiring, _fromMs, toMs) => script(movingTime(schema, toMs)),
    letStalledPass: () => script(`DELETE FROM ${schema}.meta WHERE field = 'stalled-check'`),
    close,
  };
}

/** Each function of BullMQ has a search path of its own, the schema, before which `pg_catalog` comes by default. */
function shadowInFunctions(schema: string): string {
  return `DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = '${schema}'::regnamespace AND proconfig IS NOT NULL
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path TO ${schema}, pg_catalog', name);
  END LOOP;
END $$`;
}
