import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomeOwner } from '../../src/real/database/postgres-ownership.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { runHere } from '../cli/in-process.ts';
import { everythingIn, fillWithData } from './users-data.ts';

/** A database with a user's tables. */
const name = `shop_${randomUUID().replaceAll('-', '')}`;
const folder = mkdtempSync(join(tmpdir(), 'faultbook-users-data-'));
let url: string;
let server: PostgresConnection;
let user: PostgresConnection;

beforeAll(async () => {
  const usual = await postgresUrl();
  server = await connectPostgres(usual);
  await server.script(`CREATE DATABASE ${name}`);
  url = usual.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
  user = await connectPostgres(url);
  await fillWithData(user);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await user.close();
  await server.script(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['check queue --system postgres --runs 3 --no-counterexamples'],
  ['check booking --system postgres-cut --runs 3 --no-counterexamples'],
  ['stress queue --system postgres --actors 2 --max-rounds 1 --no-counterexamples'],
  ['race booking --system postgres --depth 2 --max-schedules 5'],
])('%s leaves the data of the user as it is', async (args) => {
  const before = await everythingIn(user);
  vi.stubEnv('DATABASE_URL', url);
  const { code, err } = await runHere(args.split(' '), { cwd: folder });
  vi.unstubAllEnvs();
  expect(err).not.toContain('faultbook:');
  expect([0, 3]).toContain(code);
  expect(await everythingIn(user)).toEqual(before);
});

test('a schema of the user with the next name is refused in one line, and stays', async () => {
  const before = await everythingIn(user);
  const owner = await becomeOwner(url, () => 'faultbook_0123456789ab');
  await expect(owner.create()).rejects.toThrow(
    /^Postgres at .*, refuses: schema "faultbook_0123456789ab" already exists$/,
  );
  await owner.end();
  expect(await everythingIn(user)).toEqual(before);
});
