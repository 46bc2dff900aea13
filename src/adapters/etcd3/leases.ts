import type { Etcd3Client, Etcd3Module } from './module.ts';

/** The leases of a run, by a time that is moved from outside. */
export interface Etcd3Leases {
  /** Whose lease it is. */
  clientOf(id: string): string | null;
  /** A client has been granted a lease. */
  begin(id: string, client: string): void;
  /** Lets time pass, and resolves to the leases that are over by then. */
  pass(ms: number): Promise<readonly string[]>;
  /** Begins at the first instant, with no lease. */
  reset(): void;
}

/**
 * Leases of etcd run by a clock that cannot be moved. At the end of a lease the leader of etcd proposes its revocation, the same
 * request as that of a client which revokes the lease (`revokeExpiredLeases` in `server/etcdserver/server.go`): to etcd and to
 * all its clients the two are the same. So the end of a lease is a revocation by another client. Meanwhile etcd3 keeps
 * a lease alive by itself, so that none ends by the clock of etcd; a lease that ends is that of a client which was cut off, or stood still.
 */
export function openEtcd3Leases(
  { leaseClient }: Pick<Etcd3Client, 'leaseClient'>,
  { EtcdLeaseInvalidError }: Pick<Etcd3Module, 'EtcdLeaseInvalidError'>,
  ttlMs: number,
): Etcd3Leases {
  let nowMs = 0;
  const leases = new Map<string, { readonly client: string; readonly endMs: number }>();

  async function end(ids: readonly string[]): Promise<void> {
    for (const id of ids)
      await leaseClient.leaseRevoke({ ID: id }).catch((error: unknown) => {
        // It was released.
        if (!(error instanceof EtcdLeaseInvalidError)) throw error;
      });
  }

  return {
    clientOf: (id) => leases.get(id)?.client ?? null,
    begin: (id, client) => void leases.set(id, { client, endMs: nowMs + ttlMs }),
    async pass(ms) {
      const over = [...leases].flatMap(([id, { endMs }]) => (endMs > nowMs && endMs <= nowMs + ms ? [id] : []));
      await end(over);
      nowMs += ms;
      return over;
    },
    reset() {
      leases.clear();
      nowMs = 0;
    },
  };
}
