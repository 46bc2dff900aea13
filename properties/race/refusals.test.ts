import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';

let server: PostgresConnection;

beforeAll(async () => {
  server = await connectPostgres(await postgresUrl());
});

afterAll(() => server.close());

const oneLine = (message: RegExp): unknown =>
  expect.objectContaining({ name: 'EnvironmentError', message: expect.stringMatching(message) as string });

test('a role that may not ask who waits is refused in one line', async () => {
  const name = `mute_${randomUUID().replaceAll('-', '')}`;
  await server.script(`CREATE DATABASE ${name}`);
  await server.script(`CREATE ROLE ${name} LOGIN`);
  const url = (await postgresUrl()).replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
  const own = await connectPostgres(url);
  try {
    await own.script('REVOKE EXECUTE ON FUNCTION pg_blocking_pids FROM PUBLIC');
    await expect(openPostgresStage(url.replace('//postgres@', `//${name}@`))).rejects.toThrow(
      oneLine(
        /^Postgres at .*, does not say which session waits for a lock \(permission denied .*\): name a superuser .*$/,
      ),
    );
  } finally {
    await own.close();
    await server.script(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.script(`DROP ROLE ${name}`);
  }
});
