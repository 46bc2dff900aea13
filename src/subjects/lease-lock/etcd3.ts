import { connectEtcd3 } from '../../adapters/etcd3/connection.ts';
import { openEtcd3Elections } from '../../adapters/etcd3/election.ts';
import { openEtcd3Locks } from '../../adapters/etcd3/lock.ts';
import type { Etcd3Module, Etcd3Place } from '../../adapters/etcd3/module.ts';
import { assertDrivableEtcd3, loadEtcd3 } from '../../adapters/etcd3/module.ts';
import type { Etcd3Preset } from '../../adapters/etcd3/presets.ts';
import { etcd3Presets } from '../../adapters/etcd3/presets.ts';
import type { LeaseLockSystemKind } from '../../adapters/lease-lock-system.ts';
import { leaseLockSystem } from '../../adapters/lease-lock-system.ts';
import { parseEndpoint } from '../../real/database/etcd-endpoints.ts';
import { etcdEndpoints } from '../../real/database/etcd-server.ts';

export type {
  Etcd3Campaign,
  Etcd3Client,
  Etcd3Election,
  Etcd3Entry,
  Etcd3Lock,
  Etcd3Module,
  Etcd3Namespace,
} from '../../adapters/etcd3/module.ts';
export type { Etcd3Preset } from '../../adapters/etcd3/presets.ts';
export { etcd3Presets } from '../../adapters/etcd3/presets.ts';

/** Which etcd3 is checked, and how it is used. */
export interface Etcd3Use extends Etcd3Preset {
  readonly name: string;
  /** By default the package etcd3 of the project. */
  load?(): Promise<Etcd3Module>;
}

/** How long an event takes to come that must not come, in milliseconds. */
const quietMs = 300;

/** etcd3 as a system of a lock, on etcd at `ETCD_ENDPOINTS` or on a member of this process. */
export function etcd3System({ name, uses, terms, load = loadEtcd3 }: Etcd3Use): LeaseLockSystemKind {
  return leaseLockSystem<unknown>({
    name,
    terms,
    // The library is slower than the guesses.
    guesses: 20,
    // What keeps leases alive is no call.
    lacks: ['extend'],
    ...(uses === 'election' && { quietMs }),
    async open(all) {
      const module = await load();
      assertDrivableEtcd3(module);
      const { place, shown } = placeOf(await etcdEndpoints());
      const connection = await connectEtcd3(module, place, shown);
      const openLibrary = uses === 'lock' ? openEtcd3Locks : openEtcd3Elections;
      return openLibrary(module, connection, all);
    },
  });
}

/** The endpoints as etcd3 takes them. */
function placeOf(endpoints: readonly string[]): { readonly place: Etcd3Place; readonly shown: string } {
  const parsed = endpoints.map(parseEndpoint);
  const [login = null] = parsed.flatMap((endpoint) => (endpoint.login === null ? [] : [endpoint.login]));
  const hosts = parsed.map(({ place }) =>
    'socketPath' in place ? `unix:${place.socketPath}` : `http://${place.host}:${place.port}`,
  );
  return {
    place: { hosts, ...(login !== null && { auth: { username: login.name, password: login.password } }) },
    shown: parsed.map(({ shown }) => shown).join(', '),
  };
}

/** Each documented way to use the etcd3 of the project. */
export const etcd3Systems: readonly LeaseLockSystemKind[] = Object.entries(etcd3Presets).map(([name, preset]) =>
  etcd3System({ name, ...preset }),
);
