import { EnvironmentError } from '../../kernel/environment-error.ts';
import { moduleAt } from '../../kernel/module-at.ts';
import { splitEndpoints } from './etcd-endpoints.ts';
import { hasProgram } from './has-program.ts';
import { startKeeper } from './keeper-process.ts';
import { whileStarting } from './starting.ts';

/** A member of etcd that was started for a while. */
export interface EtcdMember {
  readonly endpoint: string;
  readonly pid: number;
  /** Resolves when neither the member nor its keeper is left, nor anything that it wrote outside of a cluster's folder. */
  stop(): Promise<void>;
}

interface EtcdBirth {
  readonly name: string;
  /** Milliseconds without a word from its leader after which it stands for election itself. */
  readonly electionMs: number;
  /** A folder that is there, and where the peers of each member are reached, itself included. Absent: it is alone. */
  readonly cluster?: { readonly folder: string; readonly peers: Readonly<Record<string, string>> };
}

const remedy = 'install etcd (Debian: etcd-server), or name one in ETCD_ENDPOINTS';

let started: Promise<EtcdMember> | null = null;

/** Where etcd is: at `ETCD_ENDPOINTS`, with commas, or else one member that is started for this process and ends with it. */
export async function etcdEndpoints(): Promise<readonly string[]> {
  const { ETCD_ENDPOINTS: given } = process.env;
  if (given !== undefined && given !== '') return splitEndpoints(given);
  started ??= whileStarting('etcd', startEtcd({ name: 'alone', electionMs: 1000 }));
  return [(await started).endpoint];
}

/** Why there is no etcd to be had here, in one line; `null` where there may well be. */
export function lacksEtcd(): string | null {
  const { ETCD_ENDPOINTS: given = '' } = process.env;
  if (given !== '') return null;
  return hasProgram('etcd') ? null : `no etcd: ${remedy}`;
}

/** Starts a member. It ends with this process, however that ends. Throws `EnvironmentError`. */
export async function startEtcd(birth: EtcdBirth): Promise<EtcdMember> {
  const lacking = lacksEtcd();
  if (lacking !== null) throw new EnvironmentError(lacking);
  const { line, stop } = await startKeeper<EtcdMember & { readonly failed: string }>(
    moduleAt('real/database/etcd-keeper'),
    JSON.stringify(birth),
  );
  if (line.endpoint === undefined || line.pid === undefined)
    throw new EnvironmentError(`no etcd: ${line.failed ?? 'its keeper ended without a word'}; ${remedy}`);
  return { endpoint: line.endpoint, pid: line.pid, stop };
}
