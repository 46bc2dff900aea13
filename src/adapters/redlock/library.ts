import type { LeaseLockTerms, LockLibrary } from '../../alphabets/lease-lock.ts';
import { openMovedTime } from '../moved-time.ts';
import { openExpiries } from '../redis/expiries.ts';
import type { RedisNamespace } from '../redis/namespace.ts';
import type { RedlockLock, RedlockModule } from './module.ts';
import type { RedlockPreset } from './presets.ts';

/** A lock that a client was given. An extension in redlock 5 makes a new lock of it. */
export interface RedlockHandle {
  lock: RedlockLock;
}

/** Any instant on a full day: each run begins at it. */
const startMs = Date.UTC(2030, 0, 1);

/** Durations are multiples of it: a machine that stands still for less does no harm. */
const unitMs = 5_000;

/** The errors by which redlock refuses: the lock is held, or it is not that of the client any more. */
const refusals: ReadonlySet<string> = new Set(['ExecutionError', 'LockError']);

/** redlock as a lock library, on one Redis. All runs have the same keys, which each run deletes; the namespace is closed. */
export function openRedlock(
  { Redlock }: RedlockModule,
  { connection, prefix, use, close }: RedisNamespace,
  { major, settings }: Pick<RedlockPreset, 'major' | 'settings'>,
  { leaseMs }: LeaseLockTerms,
): LockLibrary<RedlockHandle> {
  const time = openMovedTime(startMs);
  const expiries = openExpiries(connection, unitMs);
  // A client asks once, and does not wait for the lock.
  const redlock = new Redlock([connection], { ...settings, retryCount: 0 });
  /** What Redis answers with an error. A lock that is held is no such error. */
  const errors: Error[] = [];
  for (const event of ['error', 'clientError'] as const)
    redlock.on(event, (error) => void (error.name === 'ResourceLockedError' || errors.push(error)));

  const keys = new Set<string>();
  /** The client that was given a lock, by the value of the lock. */
  const clients = new Map<string, string>();

  function keyOf(lock: string): string {
    const key = `${prefix}:${lock}`;
    keys.add(key);
    return key;
  }

  /** What redlock resolves to; `null`: redlock refuses. Any other error is thrown. */
  function ask<Result>(call: () => Promise<Result>): Promise<Result | null> {
    return use(() =>
      time.within(async () => {
        const result = await Promise.resolve(call()).catch((error: unknown) => {
          if (error instanceof Error && refusals.has(error.name)) return null;
          throw error;
        });
        const error = errors.shift();
        if (error !== undefined) throw error;
        return result;
      }),
    );
  }

  return {
    async reset() {
      if (keys.size > 0) await use(() => connection.del(...keys));
      keys.clear();
      clients.clear();
      time.moveTo(startMs);
    },
    async acquire(client, name) {
      const key = keyOf(name);
      const lock = await ask(() => redlock.acquire(major === 4 ? key : [key], leaseMs));
      if (lock === null) return null;
      clients.set(lock.value, client);
      return { handle: { lock }, token: null };
    },
    async extend(handle) {
      const extended = await ask(() => redlock.extend(handle.lock, leaseMs));
      if (extended === null) return false;
      handle.lock = extended;
      return true;
    },
    release: async ({ lock }) => (await ask(async () => (await redlock.release(lock), true))) ?? false,
    async tick(ms) {
      const nowMs = time.nowMs();
      await use(() => expiries.pass([...keys], nowMs, nowMs + ms));
      time.moveTo(nowMs + ms);
    },
    // redlock has no call for it.
    async shown(names) {
      const held = names.map(async (name): Promise<[string, (string | null)[]]> => {
        const value = (await connection.eval("return redis.call('GET', KEYS[1])", 1, keyOf(name))) as string | null;
        return [name, value === null ? [] : [clients.get(value) ?? null]];
      });
      return Object.fromEntries(await use(() => Promise.all(held)));
    },
    close,
  };
}
