import { fileURLToPath } from 'node:url';
import { startPostgres } from '../src/real/database/postgres-server.ts';
import { connectPostgres } from '../src/real/database/postgres.ts';

// The tests start hundreds of processes: what one has compiled, the next need not.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/faultbook', import.meta.url));

/**
 * One Postgres server for all tests, unless `DATABASE_URL` names one. It is connected to once: a server that cannot be
 * used is printed once, before any test runs, and not by each test.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'] ?? '';
  const server = given === '' ? await startPostgres() : { url: given, stop: async () => {} };
  try {
    await (await connectPostgres(server.url)).close();
  } catch (error) {
    await server.stop();
    throw error;
  }
  process.env['DATABASE_URL'] = server.url;
  return () => server.stop();
}
