import { EnvironmentError } from '../kernel/environment-error.ts';
import type { Stage } from '../kernel/stage.ts';
import type { CutDatabase } from '../real/database/cut-postgres.ts';
import type { TakenRows } from '../real/database/postgres-rows.ts';
import type { PostgresDatabase } from '../real/database/postgres-schemas.ts';

/**
 * Opens a database of Postgres with these tables, and these rows, where they were taken down. The driver is loaded here: it takes longer to load than most commands take
 * to run, and most do without. Throws `EnvironmentError` where the project does not have the driver.
 */
export async function openPostgresWith(definition: string, rows?: unknown): Promise<PostgresDatabase> {
  const { openPostgres } = await import('../real/database/postgres-schemas.ts').catch(explainMissingDriver);
  return openPostgres(definition, undefined, rows as TakenRows | undefined);
}

/** The same, behind a proxy that cuts connections. */
export async function openCutPostgresWith(definition: string): Promise<CutDatabase> {
  const { openCutPostgres } = await import('../real/database/cut-postgres.ts').catch(explainMissingDriver);
  return openCutPostgres(definition);
}

/** Opens a stage in front of the server, for races. */
export async function openStageOfPostgres(): Promise<Stage> {
  const { openPostgresStage } = await import('../real/wire/postgres/stage.ts').catch(explainMissingDriver);
  const { postgresUrl } = await import('../real/database/postgres-server.ts');
  return openPostgresStage(await postgresUrl());
}

function explainMissingDriver(error: unknown): never {
  if (!isDriverMissing(error)) throw error;
  throw new EnvironmentError(
    'the system postgres needs the npm package pg, and the project does not have it: npm install --save-dev pg',
    { cause: error },
  );
}

function isDriverMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes("package 'pg'")
  );
}
