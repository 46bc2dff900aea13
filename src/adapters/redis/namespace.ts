import { hostname } from 'node:os';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { isLeftover, ownedName } from '../../kernel/owned-name.ts';
import type { RedisClient, RedisConstructor } from './client.ts';

/** A connection to Redis, and the beginning of all keys that are written over it. */
export interface RedisNamespace {
  readonly connection: RedisClient;
  readonly prefix: string;
  /** Calls what uses the connection. Throws `EnvironmentError` where the connection is lost meanwhile. */
  use<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Removes the keys with the prefix, and no other, and disconnects. */
  close(): Promise<void>;
}

const ours = 'faultbook-';

/** Namespaces of this process. */
let opened = 0;

/**
 * Connects to Redis, once: a lost connection stays lost, and its calls throw. What processes of this host have
 * left that were killed is removed. Throws `EnvironmentError`.
 */
export async function openRedisNamespace(
  Redis: RedisConstructor,
  { address, shown }: { readonly address: string; readonly shown: string },
): Promise<RedisNamespace> {
  const connection = new Redis(address, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => null });
  let refusal: Error | null = null;
  // What is wrong with a connection later is thrown by the calls that use it.
  connection.on('error', (error) => (refusal ??= error));
  try {
    await connection.connect();
    if (opened === 0) await removeKeys(connection, `${ours}*`, (key) => isLeftover(key, ours, hostname()));
  } catch (error) {
    connection.disconnect();
    const { message } = refusal ?? (error as Error);
    throw new EnvironmentError(`Redis at ${shown} does not answer: ${message}`, { cause: error });
  }
  /** Whether Redis answers over this connection: other connections of the library may hear first that it has ended. */
  const answers = (): Promise<boolean> =>
    connection.eval('return 1', 0).then(
      () => true,
      () => false,
    );
  opened += 1;
  const prefix = `${ownedName(ours, hostname())}-${opened}`;
  return {
    connection,
    prefix,
    async use(call) {
      try {
        return await call();
      } catch (error) {
        if (await answers()) throw error;
        throw new EnvironmentError(`Redis at ${shown} does not answer any more`, { cause: error });
      }
    },
    async close() {
      // Without the connection, the keys are left to the next process.
      try {
        await removeKeys(connection, `${prefix}:*`, () => true);
      } catch (error) {
        if (await answers()) throw error;
      } finally {
        connection.disconnect();
      }
    },
  };
}

async function removeKeys(redis: RedisClient, pattern: string, isRemoved: (key: string) => boolean): Promise<void> {
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
    const removed = found.filter(isRemoved);
    if (removed.length > 0) await redis.del(...removed);
    cursor = next;
  } while (cursor !== '0');
}
