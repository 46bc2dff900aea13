import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { PostgresServer } from '../../src/real/database/postgres-server.ts';
import { startPostgres } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { bin, check, errorsIn, lab, start, until } from './checks.ts';

const isThere = spawnSync('pgbouncer', ['--version']).status === 0;
if (!isThere) console.error('no pgbouncer (Debian: pgbouncer): the tests on it are skipped');

let server: PostgresServer;
let user: PostgresConnection;

beforeAll(async () => {
  server = await startPostgres();
  user = await connectPostgres(server.url);
  await user.script("CREATE TABLE jobs (id TEXT); INSERT INTO jobs VALUES ('mine')");
});

afterAll(async () => {
  await user.close();
  await server.stop();
});

/** Starts PgBouncer before the server, with these settings, until the test is over: its address. */
async function startPooler(settings: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-pgbouncer-'));
  const host = new URLSearchParams(server.url.split('?')[1]).get('host');
  const lines = [
    '[databases]',
    `postgres = host=${host} dbname=postgres user=postgres`,
    '[pgbouncer]',
    'listen_addr =',
    `unix_socket_dir = ${folder}`,
    'auth_type = any',
    ...settings,
  ];
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(config, `${lines.join('\n')}\n`);
  chmodSync(folder, 0o755);
  // It refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  const owner = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (isRoot) chownSync(folder, idOf('-u'), idOf('-g'));
  const pooler = spawn('pgbouncer', [config], { ...owner, stdio: 'ignore' });
  const ended = once(pooler, 'exit');
  onTestFinished(async () => {
    pooler.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => existsSync(join(folder, '.s.PGSQL.6432')));
  return `postgresql://postgres@/postgres?host=${folder}&port=6432`;
}

/** The schemas and tables of the user's database, and what is in their table. */
async function everything(): Promise<unknown> {
  const schemas = await user.all('SELECT nspname FROM pg_namespace ORDER BY oid');
  const tables = await user.all(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY oid",
  );
  return { schemas, tables, jobs: await user.all('SELECT id FROM jobs') };
}

describe.skipIf(!isThere)('behind PgBouncer', () => {
  test.each([
    ['by the transaction', ['pool_mode = transaction']],
    ['by the transaction, with one session', ['pool_mode = transaction', 'default_pool_size = 1']],
    ['by the transaction, in turns', ['pool_mode = transaction', 'server_round_robin = 1', 'min_pool_size = 4']],
    ['by the transaction, in turns of two', ['pool_mode = transaction', 'server_round_robin = 1', 'min_pool_size = 2']],
    ['by the transaction, recycled', ['pool_mode = transaction', 'server_lifetime = 1', 'server_idle_timeout = 1']],
    ['by the statement', ['pool_mode = statement']],
  ])('a check ends in one line with exit code 2 where it pools %s', async (_how, settings) => {
    const url = `${await startPooler(settings)}&connect_timeout=3`;
    // Two sessions, which the pooler keeps.
    const others = [await connectPostgres(url), await connectPostgres(url)];
    await Promise.all(others.map((other) => other.unprepared('SELECT pg_sleep(0.1)')));
    for (const other of others) await other.close();
    const before = await everything();
    for (const subject of ['queue', 'booking']) {
      const args = ['check', subject, '--system', 'postgres', '--runs', '20', '--no-counterexamples'];
      const { code, out, err } = await start([bin, ...args], { DATABASE_URL: url }).ended;
      expect(errorsIn(err)).toMatch(
        /^faultbook: Postgres at .*, gives a connection no session of its own \(.*\): name the server itself .*\n$/,
      );
      expect([code, out]).toEqual([2, '']);
    }
    expect(await everything()).toEqual(before);
  });

  test('where it pools by session a check runs, and a matrix ends in one line', async () => {
    const url = await startPooler(['pool_mode = session', 'default_pool_size = 100', 'max_client_conn = 200']);
    const before = await everything();
    const { code, out, err } = await check(url, ['--runs', '40']).ended;
    expect(errorsIn(err)).toBe('');
    expect(out).toContain('no violation in 40 runs');
    expect([0, 3]).toContain(code);
    const matrix = start([lab, 'matrix', 'booking', '--pattern', 'lock the parent'], { DATABASE_URL: url });
    // The stage of a race has to know the process of the server behind each connection.
    const refused = await matrix.ended;
    expect(errorsIn(refused.err)).toMatch(/^faultbook: Postgres at .* is behind a pooler, so that .*\n$/);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(await everything()).toEqual(before);
  });

  test('a check ends in one line where the pool by session is too small', async () => {
    const url = await startPooler(['pool_mode = session', 'default_pool_size = 3', 'query_wait_timeout = 2']);
    const before = await everything();
    const { code, out, err } = await check(`${url}&connect_timeout=4`).ended;
    expect(errorsIn(err)).toMatch(/^faultbook: Postgres at .*\n$/);
    expect([code, out]).toEqual([2, '']);
    expect(await everything()).toEqual(before);
  });
});
