import { randomUUID } from 'node:crypto';
import type { Etcd } from '../../database/etcd.ts';
import { connectEtcd } from '../../database/etcd.ts';
import { etcdEndpoints } from '../../database/etcd-server.ts';

/** Who works with etcd, and the lease that says that it is still there. */
export interface Session {
  readonly etcd: Etcd;
  readonly lease: string;
}

/** Without a sign of life for so long, others may take over what a coordinator has: longer than a busy machine stands still. */
const leaseSeconds = 600;

let shared: Promise<Session> | null = null;

/** The session of this process. A process that ends, or stands still, loses its lease. Throws `BadEnvironment`. */
export function sharedSession(): Promise<Session> {
  shared ??= etcdEndpoints().then(async (endpoints) => {
    const session = await openSession(connectEtcd(endpoints), leaseSeconds);
    const keeping = setInterval(
      () => {
        // Whether the lease is there still is said by every transaction that needs it.
        session.etcd.keepLease(session.lease).catch(() => undefined);
      },
      (leaseSeconds * 1000) / 4,
    );
    keeping.unref();
    return session;
  });
  return shared;
}

export async function openSession(etcd: Etcd, seconds: number): Promise<Session> {
  return { etcd, lease: await etcd.grantLease(seconds) };
}

/** Where a world has its keys that no other has. */
export function freshPrefix(): string {
  return `faultbook/${randomUUID()}/`;
}
