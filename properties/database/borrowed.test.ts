import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresServer } from '../../src/real/database/postgres-server.ts';
import { startPostgres } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { check, checkHere, errorsIn, leftByKilled, root, start, until } from './checks.ts';

/** A server with schemas of other owners, which have to stay as they are. */
let server: PostgresServer;
let user: PostgresConnection;
const usual = process.env['DATABASE_URL'];

beforeAll(async () => {
  server = await startPostgres();
  user = await connectPostgres(server.url);
});

afterEach(() => {
  process.env['DATABASE_URL'] = usual;
});

afterAll(async () => {
  await user.close();
  await server.stop();
});

async function schemas(): Promise<string[]> {
  const rows = await user.all<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'faultbook%' ORDER BY nspname",
  );
  return rows.map(({ name }) => name);
}

/** The address of the same server for another role. */
function urlAs(role: string, more = ''): string {
  return server.url.replace('//postgres@', `//${role}@`) + more;
}

describe('schemas of another owner', () => {
  test('stay, even with a name like ours, as does a view that reads one of ours', async () => {
    await user.script('CREATE SCHEMA faultbook_0123456789ab; CREATE TABLE faultbook_0123456789ab.mine (x INTEGER)');
    const left = await leftByKilled(server.url);
    await user.script(`CREATE VIEW public.report AS SELECT id FROM ${left}.jobs`);
    const { code, err } = await check(server.url, ['--runs', '5']).ended;
    expect(await schemas()).toEqual([left, 'faultbook_0123456789ab'].toSorted());
    expect(await user.all('SELECT * FROM public.report, faultbook_0123456789ab.mine')).toEqual([]);
    expect(errorsIn(err)).toMatch(
      new RegExp(
        `^faultbook: the schema ${left} is left on the server: .*view report depends on table ${left}.jobs\n$`,
      ),
    );
    expect([0, 3]).toContain(code);
    // Once nothing needs it, it goes.
    await user.script('DROP VIEW public.report');
    await check(server.url).ended;
    expect(await schemas()).toEqual(['faultbook_0123456789ab']);
    await user.script('DROP SCHEMA faultbook_0123456789ab CASCADE');
  });

  test('stay where a view came to read from one of ours while it was in use', async () => {
    // The child makes a table in a schema of its own, prints the schema's name, and ends after a line of input.
    const program = `
      import { openPostgres } from '${root}/src/real/database/postgres-schemas.ts';
      const database = await openPostgres('CREATE TABLE things (id INTEGER)');
      console.log(database.schema);
      process.stdin.once('data', () => { process.stdin.unref(); void database.close(); });`;
    const child = start(['--input-type=module-typescript', '--eval', program], { DATABASE_URL: server.url });
    const [line] = (await once(child.process.stdout, 'data')) as [Buffer];
    const schema = String(line).trim();
    await user.script(`CREATE VIEW public.report AS SELECT id FROM ${schema}.things`);
    child.process.stdin.end('end\n');
    const { code, err } = await child.ended;
    const left = await schemas();
    await user.script(`DROP VIEW public.report; DROP SCHEMA ${schema} CASCADE`);
    expect(left).toEqual([schema]);
    expect(err).toMatch(new RegExp(`^faultbook: the schema ${schema} is left on the server: .*\n$`));
    expect(code).toBe(0);
  });
});

/** Ends the connection that holds the locks of several schemas of a database: the owner's. Whether there was one. */
async function endOwner(database: string): Promise<boolean> {
  const owner = `
    SELECT pid FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = :database)
    GROUP BY pid HAVING count(*) > 1`;
  return (await user.run(`SELECT pg_terminate_backend(pid, 10000) FROM (${owner}) AS owner`, { database })) > 0;
}

/** Tables in another database of the same server, opened in this process. */
async function openAt(database: string, more = ''): ReturnType<typeof openPostgres> {
  process.env['DATABASE_URL'] = server.url.replace('/postgres?', `/${database}?`) + more;
  return openPostgres('CREATE TABLE things (id INTEGER)');
}

describe('the connection that owns the schemas', () => {
  test('ends the run in one line with exit code 2 when it is lost, and nothing is left', async () => {
    const running = check(server.url, ['--runs', '1000000']);
    await until(() => endOwner('postgres'));
    const { code, out, err } = await running.ended;
    expect(errorsIn(err)).toMatch(
      /^faultbook: Postgres at .*, has ended the connection by which this run owns its schemas \(.*\): run it again\n$/,
    );
    expect([code, out]).toEqual([2, '']);
    expect(await schemas()).toEqual([]);
  });

  test('is not alone in holding a schema: another run drops none that has a connection', async () => {
    await user.script('CREATE DATABASE held');
    const [first, second] = ['&application_name=first', '&application_name=second'];
    const [database, other] = [await openAt('held', first), await openAt('held', first)];
    const connection = await database.connect();
    const left = async (): Promise<unknown[]> =>
      connection.unprepared(`SELECT to_regclass('${database.schema}.things')::text AS tables`);
    expect(await left()).toEqual([{ tables: 'things' }]);
    expect(await endOwner('held')).toBe(true);
    const next = await openAt('held', second);
    const listener = await next.connect();
    expect(
      await listener.get('SELECT to_regclass(:name) IS NULL AS gone', { name: `${database.schema}.things` }),
    ).toEqual({
      gone: false,
    });
    await expect(connection.all('SELECT id FROM things')).rejects.toThrow(/ has ended the connection by which /);
    for (const one of [database, other, next]) await one.close();
    // The loss was thrown: from now on, this process works in other schemas.
    const renewed = await openAt('held', first);
    expect(renewed.schema).not.toBe(database.schema);
    await renewed.close();
  });

  test('is missed by the next who opens tables, where no statement was under way', async () => {
    await user.script('CREATE DATABASE idle');
    const opened = [await openAt('idle'), await openAt('idle')];
    for (const one of opened) await one.close();
    expect(await endOwner('idle')).toBe(true);
    // Who works at another address hears nothing of it.
    await user.script('CREATE DATABASE busy');
    const elsewhere = await Promise.all(Array.from({ length: 7 }, () => openAt('busy')));
    for (const one of elsewhere) await one.close();
    await expect(openAt('idle')).rejects.toThrow(/ has ended the connection by which /);
    await (await openAt('idle')).close();
  });
});

describe('a server that refuses at the start', () => {
  test.each([
    ['lets the role have one connection', 'CONNECTION LIMIT 1', '', /too many connections for role .*: allow more/],
    ['lets the role have three connections', 'CONNECTION LIMIT 3', '', /too many connections for role .*: allow more/],
    ['lets the role make no schema', '', '', /permission denied for database .*: allow the role to create/],
    [
      'cancels what takes too long',
      '',
      '&options=-c%20statement_timeout=500',
      /statement timeout: give the role more time/,
    ],
  ])('ends the run in one line with exit code 2 where it %s', async (_how, limit, options, line) => {
    const role = `borrower_${process.pid}`;
    await user.script(`CREATE ROLE ${role} LOGIN ${limit}`);
    if (limit !== '' || options !== '') await user.script(`GRANT CREATE ON DATABASE postgres TO ${role}`);
    const other = await connectPostgres(server.url);
    // The creation of a schema waits for this lock.
    if (options !== '') await other.script('BEGIN; LOCK TABLE pg_catalog.pg_namespace IN SHARE MODE');
    const url = urlAs(role, options);
    // A run that has made schemas drops them when its process ends.
    const { code, out, err } = await (limit === 'CONNECTION LIMIT 3' ? check(url).ended : checkHere(url));
    await other.close();
    expect(errorsIn(err)).toMatch(/^faultbook: Postgres at .*\n$/);
    expect(errorsIn(err)).toMatch(line);
    expect([code, out]).toEqual([2, '']);
    expect(await schemas()).toEqual([]);
    await user.script(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  test('has no time-out of its own for what a run does', async () => {
    await user.script(`CREATE ROLE impatient LOGIN;
      ALTER ROLE impatient SET statement_timeout = 400; ALTER ROLE impatient SET lock_timeout = 400`);
    await user.script('CREATE DATABASE hurried');
    await user.script('GRANT CREATE ON DATABASE hurried TO impatient');
    process.env['DATABASE_URL'] = urlAs('impatient').replace('/postgres?', '/hurried?');
    const database = await openPostgres('CREATE TABLE things (id INTEGER)');
    const connection = await database.connect();
    expect(await connection.get('SELECT pg_sleep(0.5)::text AS slept')).toEqual({ slept: '' });
    await database.close();
  });

  test('refuses an encrypted connection in one line', async () => {
    const url = `postgresql://user:secret@127.0.0.1:1/db?sslmode=require`;
    const { code, out, err } = await checkHere(url);
    expect(err).toMatch(/^faultbook: Postgres at 127\.0\.0\.1:1, database db, cannot be reached: .*\n$/);
    expect([code, out]).toEqual([2, '']);
    const other = await checkHere(urlAs('postgres', '&sslmode=require'));
    expect(errorsIn(other.err)).toMatch(/^faultbook: Postgres at .*, cannot be reached: .* SSL .*\n$/);
    expect(other.code).toBe(2);
  });
});

/** Stops every process of the server, or lets all go on. */
function signalServer(signal: 'SIGSTOP' | 'SIGCONT'): void {
  const folder = new URLSearchParams(server.url.split('?')[1]).get('host') ?? '';
  const postmaster = readFileSync(`${folder}/data/postmaster.pid`, 'utf8').split('\n')[0] ?? '';
  // First the one that starts others.
  process.kill(Number(postmaster), signal);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' });
  for (const child of children.trim().split(/\s+/)) {
    try {
      process.kill(Number(child), signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

describe('a server that stops answering', () => {
  /** Stops the server once a check of a queue has connections for its runs. */
  async function checkStopped(more: string): Promise<ReturnType<typeof check>> {
    const name = `stopped_${randomUUID()}`;
    const running = check(`${server.url}${more}&application_name=${name}`, ['--runs', '1000000']);
    await until(async () => {
      const connections = await user.all('SELECT pid FROM pg_stat_activity WHERE application_name = :name', { name });
      return connections.length > 1;
    });
    signalServer('SIGSTOP');
    onTestFinished(() => signalServer('SIGCONT'));
    return running;
  }

  test('is no finding: the run ends in one line with exit code 2', async () => {
    const running = await checkStopped('&connect_timeout=1');
    const { code, out, err } = await running.ended;
    expect(errorsIn(err)).toMatch(/^faultbook: Postgres at .*, cannot be reached: .*\n$/);
    expect([code, out]).toEqual([2, '']);
  });

  test('does not keep the user from interrupting the run', async () => {
    const running = await checkStopped('&connect_timeout=600');
    running.process.kill('SIGINT');
    const { code, err } = await running.ended;
    expect(code).toBe(130);
    // On a busy machine the command may not have ended in the time that it is given.
    expect(errorsIn(err)).toMatch(/^(faultbook: interrupted, and exited without a report: .*\n)?$/);
  });
});
