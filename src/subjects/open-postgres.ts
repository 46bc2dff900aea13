import { EnvironmentError } from '../kernel/environment-error.ts';
import type { PostgresDatabase } from '../real/database/postgres-schemas.ts';

/**
 * Opens a database of Postgres with these tables. The driver is loaded here: it takes longer to load than most commands take
 * to run, and most do without. Throws `EnvironmentError` where the project does not have the driver.
 */
export async function openPostgresWith(definition: string): Promise<PostgresDatabase> {
  const { openPostgres } = await import('../real/database/postgres-schemas.ts').catch((error: unknown) => {
    if (!isDriverMissing(error)) throw error;
    throw new EnvironmentError(
      'the system postgres needs the npm package pg, and the project does not have it: npm install --save-dev pg',
      { cause: error },
    );
  });
  return openPostgres(definition);
}

function isDriverMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes("package 'pg'")
  );
}
