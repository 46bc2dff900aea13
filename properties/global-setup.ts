import { fileURLToPath } from 'node:url';
import { startPostgres } from '../src/real/database/postgres-server.ts';

// The tests start hundreds of processes: what one has compiled, the next need not.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/faultbook', import.meta.url));

/** One Postgres server for all tests, unless `DATABASE_URL` names one. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((process.env['DATABASE_URL'] ?? '') !== '') return undefined;
  const server = await startPostgres();
  process.env['DATABASE_URL'] = server.url;
  return () => server.stop();
}
