import type { LeaseLockTerms, LockLibrary } from '../../alphabets/lease-lock.ts';
import type { Etcd3Connection } from './connection.ts';
import { openEtcd3Leases } from './leases.ts';
import type { Etcd3Campaign, Etcd3Client, Etcd3Election, Etcd3Module } from './module.ts';

/** A campaign, as its client knows it. */
export interface Etcd3Candidate {
  readonly client: string;
  readonly election: string;
  readonly campaign: Etcd3Campaign;
  /** The id of its lease; empty: not granted yet. */
  lease: string;
  /** Whether etcd3 has called the client elected, and the client has neither resigned since nor lost its lease. */
  isElected: boolean;
  /** The client has crashed. */
  isGone: boolean;
}

const unknown = { isElected: false, isGone: false };

/** Resolves to whether the client is elected, or waits for another one, which an internal event of etcd3 says alone. */
async function awaitResult(campaign: Etcd3Campaign): Promise<boolean> {
  const isElected = new Promise<boolean>((resolve, reject) => {
    campaign.on('elected', () => resolve(true));
    campaign.on('_isWaiting', () => resolve(false));
    campaign.on('error', reject);
  });
  // What goes wrong before the result is asked for is thrown there.
  isElected.catch(() => undefined);
  return isElected;
}

/**
 * The elections of etcd3 as a lock library: a campaign asks for the lock, and a client that is not elected at once resigns. The
 * connection is closed.
 */
export function openEtcd3Elections(
  module: Etcd3Module,
  { prefix, control, renew, use, close }: Etcd3Connection,
  { leaseMs }: LeaseLockTerms,
): LockLibrary<Etcd3Candidate> {
  const leases = openEtcd3Leases(control, module, leaseMs);
  let client = control;
  const candidates: Etcd3Candidate[] = [];

  function electionOf(name: string, at: Etcd3Client): Etcd3Election {
    return at.namespace(prefix).election(name, leaseMs / 1_000);
  }

  function campaignFor(name: string, election: string): Etcd3Candidate {
    const campaign = electionOf(election, client).campaign(`${name}:${candidates.length}`);
    const candidate = { client: name, election, campaign, lease: '', ...unknown };
    candidates.push(candidate);
    campaign.on('elected', () => Object.assign(candidate, { isElected: true }));
    return candidate;
  }

  async function reset(): Promise<void> {
    for (const candidate of candidates) {
      candidate.isGone = true;
      await use(() => candidate.campaign.resign());
    }
    candidates.length = 0;
    leases.reset();
    client = renew();
  }

  return {
    reset,
    acquire: (name, election) =>
      use(async () => {
        const candidate = campaignFor(name, election);
        const result = awaitResult(candidate.campaign);
        const key = await candidate.campaign.getCampaignKey();
        candidate.lease = key.slice(key.lastIndexOf('/') + 1);
        leases.begin(candidate.lease, name);
        if (await result) {
          const [entry] = (await control.get(key).exec()).kvs;
          return { handle: candidate, token: entry === undefined ? null : Number(entry.create_revision) };
        }
        await candidate.campaign.resign();
        return null;
      }),
    async release(candidate) {
      candidate.isElected = false;
      // To etcd3 a campaign whose lease is over has resigned.
      await use(() => candidate.campaign.resign());
      return true;
    },
    async forget(candidate) {
      candidate.isGone = true;
    },
    async tick(ms) {
      const over = await use(() => leases.pass(ms));
      // A client knows how long its lease is.
      for (const candidate of candidates) if (over.includes(candidate.lease)) candidate.isElected = false;
    },
    /** The leader, by etcd3, and every client that was called elected. */
    async shown(names) {
      const held = names.map(async (name): Promise<[string, string[]]> => {
        const leader = await use(() => electionOf(name, control).leader());
        const elected = candidates.filter(
          ({ election, isElected, isGone }) => election === name && isElected && !isGone,
        );
        const clients = [leader?.split(':')[0], ...elected.map((candidate) => candidate.client)];
        return [name, [...new Set(clients.filter((one) => one !== undefined))]];
      });
      return Object.fromEntries(await Promise.all(held));
    },
    async close() {
      await reset();
      await close();
    },
  };
}
