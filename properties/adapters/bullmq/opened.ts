import { openBullMq } from '../../../src/adapters/bullmq/library.ts';
import { loadBullMq } from '../../../src/adapters/bullmq/module.ts';
import type { BullMqHandle, BullMqOptions } from '../../../src/adapters/bullmq/options.ts';
import { redisStore } from '../../../src/adapters/bullmq/redis-store.ts';
import type { RedisNamespace } from '../../../src/adapters/redis/namespace.ts';
import { openRedisNamespace } from '../../../src/adapters/redis/namespace.ts';
import type { LeaseLibrary } from '../../../src/alphabets/lease-queue.ts';
import { lacksRedis, redisPlace } from '../../../src/real/database/redis-server.ts';

/** Whether these tests can run; one line says why not. */
export function hasRedis(): boolean {
  const lacking = lacksRedis();
  if (lacking !== null) console.warn(`skipped: ${lacking}`);
  return lacking === null;
}

/** With keys, waits, children, and jobs that stall. */
const options: BullMqOptions = {
  job: { attempts: 3, backoff: { type: 'fixed', delay: 10_000 } },
  worker: {},
  keyedBy: 'deduplication',
  hasChildren: true,
  failsDeferred: true,
};

/** Works with the BullMQ of this project, on a namespace of its own. */
export async function withBullMq<Result>(
  work: (library: LeaseLibrary<BullMqHandle>, namespace: RedisNamespace) => Promise<Result>,
  changed: Partial<BullMqOptions> = {},
): Promise<Result> {
  const module = await loadBullMq();
  const namespace = await openRedisNamespace(module.Redis, await redisPlace());
  const library = await openBullMq(module, redisStore(namespace), { ...options, ...changed });
  try {
    return await work(library, namespace);
  } finally {
    await library.close();
  }
}

/** All keys of the namespace, with their values, and whether Redis expires them. Of events the ids are left out. */
const readAll = `
local readers = {
  string = function(key) return redis.call('GET', key) end,
  hash = function(key) return redis.call('HGETALL', key) end,
  list = function(key) return redis.call('LRANGE', key, 0, -1) end,
  set = function(key) return redis.call('SMEMBERS', key) end,
  zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
  stream = function(key)
    local events = {}
    for place, event in ipairs(redis.call('XRANGE', key, '-', '+')) do events[place] = event[2] end
    return events
  end,
}
local all = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. ':*')) do
  local kind = redis.call('TYPE', key).ok
  all[#all + 1] = { key:sub(#ARGV[1] + 2), readers[kind](key), redis.call('PTTL', key) >= 0 }
end
return cjson.encode(all)`;

/** What the keys of the namespace hold, by their names without the prefix. */
export async function keysIn({ connection, prefix }: RedisNamespace): Promise<Readonly<Record<string, unknown>>> {
  const text = (await connection.eval(readAll, 0, prefix)) as string;
  const all = Object.values(JSON.parse(text) as readonly [string, unknown, boolean][]);
  return Object.fromEntries(all.map(([key, value, isExpiring]) => [key, { value, isExpiring }]));
}
