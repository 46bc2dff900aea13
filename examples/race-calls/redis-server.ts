import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

let started: Promise<string> | null = null;

/** The Unix socket of a Redis server that ends with this process. Throws where there is no `redis-server`. */
export function redisSocket(): Promise<string> {
  started ??= startRedis();
  return started;
}

/** The server ends when its input does, however this process ends. */
const untilInputEnds =
  'redis-server --port 0 --unixsocket "$0/socket" --dir "$0" --save "" & cat; kill $!; rm -rf "$0"';

async function startRedis(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const server = spawn('sh', ['-c', untilInputEnds, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  server.unref();
  (server.stdin as Writable & { unref?(): void }).unref?.();
  const path = join(folder, 'socket');
  for (let tries = 0; tries < 250; tries += 1) {
    const client = new Redis({ path, lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    const isThere = await client.connect().then(
      () => true,
      () => false,
    );
    client.disconnect();
    if (isThere) return path;
    await pause(20);
  }
  throw new Error('no Redis server started: install redis-server');
}
