import type { RedisClient } from './client.ts';

/** Keys of Redis that expire by a time that is moved from outside. */
export interface Expiries {
  /** Lets time pass for these keys: what has expired by then is deleted. */
  pass(keys: readonly string[], fromMs: number, toMs: number): Promise<void>;
}

/** A hundred years, in milliseconds: no run takes so long, and no lock lasts half of it. */
const heldMs = 100 * 365 * 24 * 3_600_000;

/**
 * The milliseconds that are left of each key; negative: no expiry, or no key. Redis keeps each from then on for longer than any
 * run; a key with an expiry still has one, since libraries ask for it.
 */
const takeOver = `
local all = {}
for place, key in ipairs(KEYS) do
  all[place] = redis.call('PTTL', key)
  if all[place] >= 0 and all[place] < tonumber(ARGV[1]) / 2 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return all`;

/**
 * Redis expires keys by a clock that cannot be moved: expiries are taken over when time passes. Every expiry was set at
 * the instant before, for a duration of whole units, of which less than one has gone by since. The end of a key of an earlier
 * run deletes nothing: a key that exists has its own end from the first time that passes.
 */
export function openExpiries(redis: RedisClient, unitMs = 1_000): Expiries {
  const ends = new Map<string, number>();
  return {
    async pass(keys, fromMs, toMs) {
      if (keys.length === 0) return;
      const left = (await redis.eval(takeOver, keys.length, ...keys, heldMs)) as readonly number[];
      for (const [at, key] of keys.entries()) {
        const leftMs = left[at] ?? -1;
        if (leftMs < 0) ends.delete(key);
        else if (leftMs < heldMs / 2) ends.set(key, fromMs + Math.ceil(leftMs / unitMs) * unitMs);
      }
      const over = [...ends].flatMap(([key, endMs]) => (endMs <= toMs ? [key] : []));
      if (over.length > 0) await redis.del(...over);
      for (const key of over) ends.delete(key);
    },
  };
}
