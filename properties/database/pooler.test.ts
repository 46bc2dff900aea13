import { randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { openTransactionPooler } from './transaction-pooler.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a transaction pooler is refused in one line, before a schema or setting is made', async () => {
  // In a database of its own: other tests make schemas on the same server.
  const database = `pooled_${randomUUID().replaceAll('-', '')}`;
  const server = await connectPostgres(await postgresUrl());
  await server.script(`CREATE DATABASE ${database}`);
  const url = (await postgresUrl()).replace(/\/[^/?]*(?=\?|$)/, `/${database}`);
  const pooler = await openTransactionPooler(url);
  const listener = await connectPostgres(url);
  const schemas = (): Promise<unknown[]> => listener.all('SELECT oid FROM pg_namespace ORDER BY oid');
  try {
    const before = await schemas();
    vi.stubEnv('DATABASE_URL', pooler.url);
    await expect(openPostgres('CREATE TABLE things (id INTEGER)')).rejects.toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: expect.stringMatching(
          /^Postgres at .*, gives a connection no session of its own \(two connections had the sessions .*\): name the server itself in DATABASE_URL, or a pooler that pools by session$/,
        ) as string,
      }),
    );
    expect(await schemas()).toEqual(before);
    // What the next client of the pooler finds is as it was.
    const next = await connectPostgres(pooler.url);
    expect(await next.unprepared('SHOW search_path')).toEqual([{ search_path: '"$user", public' }]);
    expect(await next.unprepared('SELECT name FROM pg_prepared_statements')).toEqual([]);
    await next.close();
  } finally {
    await listener.close();
    await pooler.close();
    await server.script(`DROP DATABASE ${database} WITH (FORCE)`);
    await server.close();
  }
});
