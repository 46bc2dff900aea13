import type { LeaseLockTerms, LockLibrary } from '../../alphabets/lease-lock.ts';

interface MemoryLock {
  /** The client with the latest grant; `null`: the lock was released. */
  holder: string | null;
  /** The number of the latest grant; 0: never granted. */
  grant: number;
  untilMs: number;
}

interface MemoryHandle {
  readonly client: string;
  readonly lock: string;
  readonly grant: number;
}

/** Locks with leases in memory, with a clock of their own. They keep any terms. */
export function openMemoryLocks(terms: LeaseLockTerms): LockLibrary<MemoryHandle> {
  let locks = new Map<string, MemoryLock>();
  let nowMs = 0;

  function find(name: string): MemoryLock {
    const lock = locks.get(name) ?? { holder: null, grant: 0, untilMs: 0 };
    locks.set(name, lock);
    return lock;
  }

  function isHeld({ holder, untilMs }: MemoryLock): boolean {
    return holder !== null && nowMs < untilMs;
  }

  /** The latest grant of the lock is that of the handle, and was not released. */
  function isLatest(lock: MemoryLock, { grant }: MemoryHandle): boolean {
    return lock.holder !== null && lock.grant === grant;
  }

  return {
    async reset() {
      locks = new Map();
      nowMs = 0;
    },
    async acquire(client, name) {
      const lock = find(name);
      if (isHeld(lock)) return null;
      lock.holder = client;
      lock.grant += 1;
      lock.untilMs = nowMs + terms.leaseMs;
      return { handle: { client, lock: name, grant: lock.grant }, token: terms.hasTokens ? lock.grant : null };
    },
    async extend(handle) {
      const lock = find(handle.lock);
      if (!isLatest(lock, handle) || (!isHeld(lock) && !terms.extendsLapsed)) return false;
      lock.untilMs = nowMs + terms.leaseMs;
      return true;
    },
    async release(handle) {
      const lock = find(handle.lock);
      const mayRelease = terms.releasedBy === 'anyone' || isLatest(lock, handle);
      if (!mayRelease || !isHeld(lock)) return false;
      lock.holder = null;
      return true;
    },
    async tick(ms) {
      nowMs += ms;
    },
    async shown(names) {
      return Object.fromEntries(names.map((name) => [name, isHeld(find(name)) ? [find(name).holder] : []]));
    },
    async close() {
      locks = new Map();
    },
  };
}
