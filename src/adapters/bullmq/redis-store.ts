import { openExpiries } from '../redis/expiries.ts';
import type { RedisNamespace } from '../redis/namespace.ts';
import type { BullMqStore } from './store.ts';

/** BullMQ on Redis. The keys are those of the namespace, which the store closes. */
export function redisStore({ connection, prefix, use, close }: RedisNamespace): BullMqStore {
  const expiries = openExpiries(connection);
  return {
    optionsAt: () => ({ connection, prefix }),
    // Every call is one atomic script: the orders of commands are all that there is.
    isStageable: false,
    prepare: async () => undefined,
    use,
    async reset(expiring) {
      // The key of a deduplication may outlive its job, and so may a lock.
      if (expiring.length > 0) await use(() => connection.del(...expiring));
    },
    pass: (expiring, fromMs, toMs) => use(() => expiries.pass(expiring, fromMs, toMs)),
    // Redis would expire it by its own clock.
    letStalledPass: async (key) => void (await use(() => connection.del(key))),
    close,
  };
}
