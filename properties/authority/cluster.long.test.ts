import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { freshPrefix, openSession } from '../../src/real/authority/etcd/session.ts';
import { openEtcdStore } from '../../src/real/authority/etcd/store.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import { mustBeRight, startRound } from './cluster-round.ts';
import type { Cluster } from './etcd-cluster.ts';
import { memberNames, openCluster, stopClusters } from './etcd-cluster.ts';
import { lacking } from './etcd.ts';

afterEach(stopClusters);

const impatient = { timeoutMs: 300, patienceMs: 1500 };

/** What is done to a member, how it is undone, and whether the others can do without it meanwhile. */
const strikes: readonly {
  readonly says: string;
  readonly whom: 'leader' | 'follower';
  strike(cluster: Cluster, member: string): void;
  undo(cluster: Cluster, member: string): Promise<void>;
}[] = [
  {
    says: 'the leader is killed, and comes back with what it had',
    whom: 'leader',
    strike: (cluster, member) => cluster.signal(member, 'SIGKILL'),
    undo: (cluster, member) => cluster.restart(member),
  },
  {
    says: 'a follower is killed, and comes back with what it had',
    whom: 'follower',
    strike: (cluster, member) => cluster.signal(member, 'SIGKILL'),
    undo: (cluster, member) => cluster.restart(member),
  },
  {
    says: 'the leader stands still until another leads, and goes on',
    whom: 'leader',
    strike: (cluster, member) => cluster.signal(member, 'SIGSTOP'),
    undo: async (cluster, member) => cluster.signal(member, 'SIGCONT'),
  },
  {
    says: 'the leader is cut off from the others, and then is not',
    whom: 'leader',
    strike: (cluster, member) => cluster.cut(member),
    undo: async (cluster) => cluster.heal(),
  },
  {
    says: 'a follower is cut off from the others, and then is not',
    whom: 'follower',
    strike: (cluster, member) => cluster.cut(member),
    undo: async (cluster) => cluster.heal(),
  },
];

describe.skipIf(lacking !== null)('three members of etcd', () => {
  test.each(strikes)('$says: transfers go on, none is lost or done twice, and all tell the same', async (one) => {
    const cluster = await openCluster();
    const round = await startRound(cluster);
    await round.go();
    const leader = await cluster.leader();
    const member = one.whom === 'leader' ? leader : (memberNames.find((name) => name !== leader) ?? '');
    const going = round.go();
    one.strike(cluster, member);
    await going;
    for (let more = 0; more < 3; more += 1) await round.go();
    // Whoever asks the one alone is told nothing, and nothing of what it wants is accepted meanwhile.
    const alone = connectEtcd([cluster.endpointOf(member)], impatient);
    await expect(alone.read('faultbook/')).rejects.toThrow('does not answer');
    await expect(alone.commit([], [{ key: 'faultbook/mine', value: '1' }])).rejects.toThrow(cluster.endpointOf(member));
    alone.close();
    const all = connectEtcd(cluster.endpoints);
    expect((await all.read('faultbook/mine')).entries).toEqual([]);
    all.close();
    const comingBack = round.go();
    await one.undo(cluster, member);
    await comingBack;
    for (let more = 0; more < 3; more += 1) await round.go();
    await mustBeRight(round, memberNames);
    expect(round.rounds).toBe(9);
    await round.close();
  });

  test('without a majority nothing is accepted, and afterwards everything is there', async () => {
    const cluster = await openCluster();
    const round = await startRound(cluster);
    await round.go();
    const [first = '', second = ''] = memberNames;
    cluster.signal(first, 'SIGKILL');
    cluster.signal(second, 'SIGKILL');
    const client = connectEtcd(cluster.endpoints, impatient);
    await expect(client.read('faultbook/')).rejects.toThrow('does not answer');
    client.close();
    const going = round.go();
    await Promise.all([cluster.restart(first), cluster.restart(second)]);
    await going;
    await round.go();
    await mustBeRight(round, memberNames);
    await round.close();
  });

  test('a coordinator paused past its lease is replaced by one with greater tokens', async () => {
    const cluster = await openCluster();
    const etcd = connectEtcd(cluster.endpoints);
    const prefix = freshPrefix();
    const first = await openEtcdStore(await openSession(etcd, 2), prefix);
    await first.addServer('s1', 30_000);
    await first.addPlayer('p1', 's1');
    expect(await first.grant('p1', 's1')).toMatchObject({ token: 2 });
    // It does not keep its lease alive. Another waits for the office.
    const session = await openSession(etcd, 600);
    const waiting = async (): Promise<Awaited<ReturnType<typeof openEtcdStore>>> => {
      for (;;) {
        const store = await openEtcdStore(session, prefix).catch(() => null);
        if (store !== null) return store;
        await sleep(50);
      }
    };
    const second = await waiting();
    await expect(first.grant('p1', 's1')).rejects.toThrow(
      'this coordinator is out of office, because its lease has run out',
    );
    expect(await second.grant('p1', 's1')).toMatchObject({ token: 3 });
    await second.close();
    etcd.close();
  });
});
