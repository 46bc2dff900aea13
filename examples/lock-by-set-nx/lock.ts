import { Redis } from 'ioredis';
import type { LockLibrary } from '../../src/subjects/lease-lock/index.ts';

/** A lock by `SET NX PX`. The handle is the key. */
export async function openLocks(address: string, leaseMs: number): Promise<LockLibrary<string>> {
  const redis = new Redis(address);
  const endsMs = new Map<string, number>();
  let nowMs = 0;
  return {
    async acquire(client, key) {
      const reply = await redis.set(key, client, 'PX', leaseMs, 'NX');
      if (reply === null) return null;
      endsMs.set(key, nowMs + leaseMs);
      return { handle: key, token: null };
    },
    // The mistake: this also deletes the key of the next client.
    release: async (key) => (await redis.del(key)) === 1,
    async reset() {
      for (const key of endsMs.keys()) await redis.del(key);
      endsMs.clear();
      nowMs = 0;
    },
    // Redis expires keys by a clock of its own: what is over by the time of the run is deleted here.
    async tick(ms) {
      nowMs += ms;
      for (const [key, endMs] of endsMs) if (endMs <= nowMs) await redis.del(key);
    },
    async shown(keys) {
      const held = keys.map(async (key): Promise<[string, string[]]> => {
        const client = await redis.get(key);
        return [key, client === null ? [] : [client]];
      });
      return Object.fromEntries(await Promise.all(held));
    },
    async close() {
      redis.disconnect();
    },
  };
}
