import { randomUUID } from 'node:crypto';
import { etcdEndpoints } from '../../database/etcd-server.ts';
import type { Etcd } from '../../database/etcd.ts';
import { connectEtcd } from '../../database/etcd.ts';
import { allWorlds, deleteLeftovers } from './leftovers.ts';

/** A connection to etcd, and the lease that shows that this process is alive. */
export interface EtcdSession {
  readonly etcd: Etcd;
  readonly lease: string;
}

/**
 * After this time without a sign of life, another coordinator may take over. Longer than a busy machine stands still.
 */
const leaseSeconds = 600;

/** The sessions of this process, by the addresses that `ETCD_ENDPOINTS` names. */
const shared = new Map<string, Promise<EtcdSession>>();

/** The session of this process. A process that ends, or stands still, loses its lease. Throws `EnvironmentError`. */
export function sharedSession(): Promise<EtcdSession> {
  const { ETCD_ENDPOINTS: addresses = '' } = process.env;
  const known = shared.get(addresses);
  if (known !== undefined) return known;
  const opening = etcdEndpoints().then(async (endpoints) => {
    const session = await openSession(connectEtcd(endpoints), leaseSeconds);
    await deleteLeftovers(session.etcd);
    const keeping = setInterval(
      () => {
        // Every transaction that needs the lease checks the lease, so an error here is ignored.
        session.etcd.keepLease(session.lease).catch(() => undefined);
      },
      (leaseSeconds * 1000) / 4,
    );
    keeping.unref();
    return session;
  });
  shared.set(addresses, opening);
  // After an error, the next attempt opens a new connection.
  opening.catch(() => shared.delete(addresses));
  return opening;
}

export async function openSession(etcd: Etcd, seconds: number): Promise<EtcdSession> {
  return { etcd, lease: await etcd.grantLease(seconds) };
}

/** A unique prefix for the keys of a world. */
export function freshPrefix(): string {
  return `${allWorlds}${randomUUID()}/`;
}
