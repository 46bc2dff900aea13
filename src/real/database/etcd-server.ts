import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { moduleAt } from '../../kernel/module-at.ts';
import { splitEndpoints } from './etcd-endpoints.ts';
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
  const { ETCD_ENDPOINTS: given, PATH = '' } = process.env;
  if ((given ?? '') !== '') return null;
  return PATH.split(delimiter).some((folder) => isProgram(join(folder, 'etcd'))) ? null : `no etcd: ${remedy}`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a member. It ends with this process, however that ends. Throws `EnvironmentError`. */
export async function startEtcd(birth: EtcdBirth): Promise<EtcdMember> {
  const lacking = lacksEtcd();
  if (lacking !== null) throw new EnvironmentError(lacking);
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(moduleAt('real/database/etcd-keeper')), JSON.stringify(birth)],
    // Ctrl-C in a terminal goes to all processes of its group; this one has to outlive that.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  const ended = once(keeper, 'close');
  const [line] = (await Promise.race([once(createInterface(keeper.stdout), 'line'), ended])) as [unknown];
  const answer = (typeof line === 'string' ? JSON.parse(line) : {}) as Partial<EtcdMember> & { failed?: string };
  if (answer.endpoint === undefined || answer.pid === undefined)
    throw new EnvironmentError(`no etcd: ${answer.failed ?? 'its keeper ended without a word'}; ${remedy}`);
  keepNothingAwake(keeper);
  return {
    endpoint: answer.endpoint,
    pid: answer.pid,
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await ended;
    },
  };
}

function keepNothingAwake(keeper: ChildProcessByStdio<Writable, Readable, null>): void {
  keeper.unref();
  for (const pipe of [keeper.stdin, keeper.stdout]) (pipe as Writable & { unref?: () => void }).unref?.();
}
