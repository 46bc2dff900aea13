import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeTemporaryFolder } from './temporary-folder.ts';

/**
 * A process that keeps a Redis server for as long as its standard input is open. When its parent ends, even by SIGKILL, the
 * input is closed, the server ends, and its folder is removed. It prints one line: the path of the socket, or why the server
 * could not start. The server listens on no port, so no port can be in use, and saves nothing.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy());
// The parent may end before the line is printed.
for (const stream of [process.stdin, process.stdout]) stream.on('error', () => undefined);
process.stdin.resume();
const released = new Promise((resolve) => process.stdin.once('close', resolve));

const folder = makeTemporaryFolder();
try {
  await keep();
} catch (error) {
  printLine({ failed: (error as Error).message });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// Standard input may be open still where there was no server to keep.
process.stdin.destroy();

async function keep(): Promise<void> {
  const socket = join(folder, 'redis.sock');
  const options = { port: '0', unixsocket: socket, unixsocketperm: '700', save: '', appendonly: 'no', dir: folder };
  const server = spawn(
    'redis-server',
    Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]),
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  // Rejects where there is no such program.
  await once(server, 'spawn');
  const ended = once(server, 'exit');
  const refusal = await Promise.race([
    isReady(server.stdout),
    released.then(() => 'the keeper has to end before it is ready'),
  ]);
  if (refusal === null) {
    printLine({ socket });
    await Promise.race([released, ended]);
  }
  // Unwritten data is not needed: an immediate end.
  server.kill('SIGKILL');
  await ended;
  if (refusal !== null) throw new Error(refusal);
}

function printLine(line: { readonly socket: string } | { readonly failed: string }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Reads the output of the server until it is ready: `null`. Where it ends before, the last line of its output. */
function isReady(stream: Readable): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      if (text.length < 100_000) text += String(chunk);
      if (/ready to accept connections/i.test(text)) resolve(null);
    });
    stream.on('end', () => resolve(text.trim().split('\n').at(-1) ?? 'redis-server exited without output'));
  });
}
