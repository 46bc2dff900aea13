import { EnvironmentError } from '../../kernel/environment-error.ts';
import { moduleAt } from '../../kernel/module-at.ts';
import { hasProgram } from './has-program.ts';
import type { KeeperProcess } from './keeper-process.ts';
import { startKeeper } from './keeper-process.ts';
import { whileStarting } from './starting.ts';

/** Where a Redis is: a URL, or the path of a socket. */
export interface RedisPlace {
  readonly address: string;
  /** The address as it may be printed: without the password. */
  readonly shown: string;
}

/** The one line that `redis-keeper.ts` prints. */
interface RedisLine {
  readonly socket: string;
  readonly failed: string;
}

const remedy = 'install redis-server, or name a Redis in REDIS_URL';

let started: Promise<RedisPlace> | null = null;

/**
 * Where Redis is: at `REDIS_URL`, or else a server on a socket that is started for this process and ends with it. Throws
 * `EnvironmentError`.
 */
export async function redisPlace(): Promise<RedisPlace> {
  const { REDIS_URL: given = '' } = process.env;
  if (given !== '') return parseRedisUrl(given);
  started ??= whileStarting('a Redis server', startRedis()).then(({ address }) => ({ address, shown: address }));
  return started;
}

/** Why there is no Redis to be had here, in one line; `null` where there may well be. */
export function lacksRedis(): string | null {
  const { REDIS_URL: given = '' } = process.env;
  return given !== '' || hasProgram('redis-server') ? null : `no Redis: ${remedy}`;
}

/** Starts the `redis-server` of this machine, on a socket and on no port. It ends with this process. Throws `EnvironmentError`. */
export async function startRedis(): Promise<{ readonly address: string; stop: KeeperProcess<unknown>['stop'] }> {
  if (!hasProgram('redis-server')) throw new EnvironmentError(`no Redis: ${remedy}`);
  const { line, stop } = await startKeeper<RedisLine>(moduleAt('real/database/redis-keeper'));
  if (line.socket === undefined)
    throw new EnvironmentError(`no Redis: ${line.failed ?? 'its keeper exited without output'}; ${remedy}`);
  return { address: line.socket, stop };
}

const schemes: ReadonlySet<string> = new Set(['redis:', 'rediss:', 'unix:']);

/** Parses the value of `REDIS_URL`. Throws `EnvironmentError`. */
export function parseRedisUrl(given: string): RedisPlace {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !schemes.has(url.protocol))
    throw new EnvironmentError(
      'the value of REDIS_URL is no address of Redis: it does not look like redis://127.0.0.1:6379, or unix:/run/redis.sock',
    );
  if (url.protocol === 'unix:') return { address: url.pathname, shown: url.pathname };
  return { address: given, shown: `${url.protocol}//${url.host}${url.pathname}` };
}
