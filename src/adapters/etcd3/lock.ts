import type { LeaseLockTerms, LockLibrary } from '../../alphabets/lease-lock.ts';
import type { Etcd3Connection } from './connection.ts';
import { openEtcd3Leases } from './leases.ts';
import type { Etcd3Lock, Etcd3Module } from './module.ts';

/** The locks of etcd3 as a lock library. The connection is closed. */
export function openEtcd3Locks(
  module: Etcd3Module,
  { prefix, control, renew, use, close }: Etcd3Connection,
  { leaseMs }: LeaseLockTerms,
): LockLibrary<Etcd3Lock> {
  const shownKeys = control.namespace(prefix);
  const leases = openEtcd3Leases(control, module, leaseMs);
  let keys = shownKeys;
  let opened: Etcd3Lock[] = [];

  async function reset(): Promise<void> {
    // What keeps a lease alive ends with a release alone.
    for (const lock of opened) await use(() => lock.release());
    opened = [];
    leases.reset();
    keys = renew().namespace(prefix);
  }

  return {
    reset,
    acquire: (client, name) =>
      use(async () => {
        const lock = keys.lock(name).ttl(leaseMs / 1_000);
        try {
          await lock.acquire();
        } catch (error) {
          if (error instanceof module.EtcdLockFailedError) return null;
          throw error;
        }
        opened.push(lock);
        leases.begin((await lock.leaseId()) ?? '', client);
        const [entry] = (await shownKeys.get(name).exec()).kvs;
        return { handle: lock, token: entry === undefined ? null : Number(entry.create_revision) };
      }),
    async release(lock) {
      // To etcd3 a lock whose lease is over is released.
      await use(() => lock.release());
      return true;
    },
    tick: async (ms) => void (await use(() => leases.pass(ms))),
    // etcd3 has no call for it: the key of a lock exists while the lock is held.
    async shown(names) {
      const held = names.map(async (name): Promise<[string, (string | null)[]]> => {
        const { kvs } = await use(() => shownKeys.get(name).exec());
        return [name, kvs.map(({ lease }) => leases.clientOf(lease))];
      });
      return Object.fromEntries(await Promise.all(held));
    },
    async close() {
      await reset();
      await close();
    },
  };
}
