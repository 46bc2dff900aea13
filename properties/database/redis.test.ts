import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lacksRedis, parseRedisUrl, redisPlace, startRedis } from '../../src/real/database/redis-server.ts';
import { root, start, until } from './checks.ts';

const lacking = lacksRedis();
if (lacking !== null) console.warn(`skipped: ${lacking}`);

const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Sends one command to the Redis at this socket, and resolves to the reply. */
async function ask(path: string, command: string): Promise<string> {
  const socket = createConnection({ path });
  socket.write(`${command}\r\n`);
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return String(reply);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe.runIf(lacking === null)('the Redis server of this machine', () => {
  test('answers, listens on no port, and leaves nothing when it is stopped', async () => {
    const { address, stop } = await startRedis();
    expect(await ask(address, 'PING')).toBe('+PONG\r\n');
    expect(await ask(address, 'CONFIG GET port')).toContain('\r\n0\r\n');
    expect(existsSync(dirname(address))).toBe(true);
    await stop();
    expect(existsSync(dirname(address))).toBe(false);
  });

  test.each([
    ['of itself', 'setTimeout(() => undefined, 1)', null],
    ['by process.exit', 'process.exit(0)', null],
    ['by Ctrl-C', 'setInterval(() => undefined, 1000)', 'SIGINT'],
    ['by SIGKILL', 'setInterval(() => undefined, 1000)', 'SIGKILL'],
  ] as const)('is gone, with all its files, when its parent ends %s', async (_how, then, signal) => {
    const folder = temporaryFolder();
    const program = `
      import { startRedis } from '${root}/src/real/database/redis-server.ts';
      console.log((await startRedis()).address);
      setTimeout(() => { ${then} }, 100);`;
    const child = start(['--input-type=module-typescript', '--eval', program], { TMPDIR: folder });
    const [line] = (await once(child.process.stdout, 'data')) as [Buffer];
    const [, server = '0'] = /process_id:(\d+)/.exec(await ask(String(line).trim(), 'INFO server')) ?? [];
    expect(Number(server)).toBeGreaterThan(1);
    if (signal !== null) child.process.kill(signal);
    await child.ended;
    await until(() => !isAlive(Number(server)) && readdirSync(folder).length === 0);
  });
});

test('a machine without redis-server is refused in one line', async () => {
  const folder = temporaryFolder();
  const program = `
    import { startRedis } from '${root}/src/real/database/redis-server.ts';
    await startRedis().catch((error) => console.log(String(error)));`;
  const child = start(['--input-type=module-typescript', '--eval', program], { PATH: folder, TMPDIR: folder });
  const { out } = await child.ended;
  expect(out).toBe('EnvironmentError: no Redis: install redis-server, or name a Redis in REDIS_URL\n');
  expect(readdirSync(folder)).toEqual([]);
});

describe('REDIS_URL', () => {
  test.each(['localhost:6379', 'http://127.0.0.1:6379', 'redis', '/run/redis.sock'])(
    '%s is refused in one line',
    (url) => {
      expect(() => parseRedisUrl(url)).toThrow(/^the value of REDIS_URL is no address of Redis: .*$/);
    },
  );

  test('is used as it is, and printed without its password', async () => {
    const usual = process.env['REDIS_URL'];
    process.env['REDIS_URL'] = 'redis://user:secret@127.0.0.1:6390/2';
    try {
      const { address, shown } = await redisPlace();
      expect(address).toBe('redis://user:secret@127.0.0.1:6390/2');
      expect(shown).toBe('redis://127.0.0.1:6390/2');
      expect(lacksRedis()).toBeNull();
    } finally {
      if (usual === undefined) delete process.env['REDIS_URL'];
      else process.env['REDIS_URL'] = usual;
    }
  });

  test('names a socket', () => {
    expect(parseRedisUrl('unix:/run/redis.sock').address).toBe('/run/redis.sock');
  });
});
