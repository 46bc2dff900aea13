import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EtcdMember } from '../../src/real/database/etcd-server.ts';
import { startEtcd } from '../../src/real/database/etcd-server.ts';
import { openPeerWays } from './peer-ways.ts';
import { isAlive } from './processes.ts';

/** Three members of etcd, to which things can be done. */
export interface Cluster {
  readonly endpoints: readonly string[];
  endpointOf(member: string): string;
  /** By name. Waits until there is one. */
  leader(): Promise<string>;
  /** Sends it a signal: SIGKILL, SIGSTOP, SIGCONT. */
  signal(member: string, signal: NodeJS.Signals): void;
  /** Starts one that was killed, with the data that it had. */
  restart(member: string): Promise<void>;
  /** From both others, and them from it; clients reach it still. */
  cut(member: string): void;
  heal(): void;
  /** Every process of it, for whoever wants to see them gone. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export const memberNames: readonly string[] = ['m1', 'm2', 'm3'];
/** Short, so that a leader is missed soon; long enough for a machine that has other things to do. */
const electionMs = 600;

const started: Cluster[] = [];

/** A cluster that `stopClusters` ends. */
export async function openCluster(): Promise<Cluster> {
  const cluster = await startCluster();
  started.push(cluster);
  return cluster;
}

/** Throws where something is left of one. */
export async function stopClusters(): Promise<void> {
  for (const cluster of started.splice(0)) {
    await cluster.stop();
    const left = cluster.pids.filter((pid) => isAlive(pid));
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
  }
}

async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-cluster-'));
  const ways = await openPeerWays(folder, memberNames);
  const members = new Map<string, EtcdMember>();
  const pids: number[] = [];

  async function start(name: string): Promise<void> {
    const member = await startEtcd({ name, electionMs, cluster: { folder, peers: ways.urls } });
    members.set(name, member);
    pids.push(member.pid);
  }

  const endpointOf = (name: string): string => `unix:${join(folder, `${name}:1`)}`;

  async function stop(): Promise<void> {
    await Promise.all([...members.values()].map((member) => member.stop()));
    await ways.close();
    rmSync(folder, { recursive: true, force: true });
  }

  async function statusOf(name: string): Promise<Status | null> {
    return (await ask(endpointOf(name), '/v3/maintenance/status', {}).catch(() => null)) as Status | null;
  }

  try {
    await Promise.all(memberNames.map(start));
    const statuses = await Promise.all(memberNames.map(statusOf));
    ways.know(
      new Map(
        statuses.map((status, at) => [BigInt(status?.header.member_id ?? 0).toString(16), memberNames[at] ?? '']),
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoints: memberNames.map(endpointOf),
    endpointOf,
    async leader() {
      for (;;) {
        for (const name of memberNames) {
          const status = await statusOf(name);
          if (status !== null && status.leader === status.header.member_id) return name;
        }
        await sleep(20);
      }
    },
    signal: (name, signal) => void process.kill(members.get(name)?.pid ?? 0, signal),
    async restart(name) {
      await members.get(name)?.stop();
      await start(name);
    },
    cut: (name) => ways.cut(name),
    heal: () => ways.heal(),
    pids,
    stop,
  };
}

interface Status {
  readonly header: { readonly member_id: string };
  readonly leader?: string;
}

/** One answer of one member: the first line of it. Rejects where there is none within a second. */
function ask(endpoint: string, path: string, body: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socketPath = endpoint.slice('unix:'.length);
    const sent = request({ socketPath, path, method: 'POST', agent: false, timeout: 1000 }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('error', reject);
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
