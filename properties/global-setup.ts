import { startPostgres } from '../src/real/database/postgres-server.ts';

/** One Postgres server for all tests, unless `DATABASE_URL` names one. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((process.env['DATABASE_URL'] ?? '') !== '') return undefined;
  const server = await startPostgres();
  process.env['DATABASE_URL'] = server.url;
  return () => server.stop();
}
