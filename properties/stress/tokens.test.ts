import { describe, expect, test } from 'vitest';
import { freshPrefix, openSession } from '../../src/real/authority/etcd/session.ts';
import { openEtcdStore } from '../../src/real/authority/etcd/store.ts';
import { ConnectionLost } from '../../src/real/database/connection-lost.ts';
import { etcdEndpoints } from '../../src/real/database/etcd-server.ts';
import type { Etcd } from '../../src/real/database/etcd.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import { lacking } from '../authority/etcd.ts';
import { openTokens } from '../authority/token-register.ts';
import { stressTokens, withoutConditions } from './tokens.ts';

describe.skipIf(lacking !== null)('the register of tokens on etcd', () => {
  test('holds while six servers take, renew and give back at the same time', async () => {
    const endpoints = await etcdEndpoints();
    const report = await stressTokens((scope) => openTokens(connectEtcd(endpoints), scope), { maxRounds: 2 });
    expect(report).toMatchObject({ violation: null, verdict: 'holds', rounds: 2 });
  });

  test('gives each token once where a lost answer and another grant come together', async () => {
    const etcd = connectEtcd(await etcdEndpoints());
    let isLosing = false;
    const losing: Etcd = {
      ...etcd,
      async commit(...what) {
        const isDone = await etcd.commit(...what);
        if (!isLosing) return isDone;
        isLosing = false;
        expect((await store.grant('p1', 's2')).token).toBe(3);
        throw new ConnectionLost('the answer was lost');
      },
    };
    const store = await openEtcdStore(await openSession(losing, 600), freshPrefix());
    await store.addPlayer('p1', 's1');
    isLosing = true;
    expect((await store.grant('p1', 's1')).token).toBe(2);
    expect((await store.read()).players['p1']).toMatchObject({ server: 's2', token: 3 });
    await store.close();
    etcd.close();
  });

  test('is violated where keys are written that have changed since they were read', async () => {
    const endpoints = await etcdEndpoints();
    const { violation } = await stressTokens((scope) => openTokens(withoutConditions(connectEtcd(endpoints)), scope), {
      maxRounds: 20,
    });
    expect(violation?.kind).toBe('illegal');
  });
});
