import { describe, expect, test } from 'vitest';
import { etcdEndpoints } from '../../src/real/database/etcd-server.ts';
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

  test('is violated where keys are written that have changed since they were read', async () => {
    const endpoints = await etcdEndpoints();
    const { violation } = await stressTokens((scope) => openTokens(withoutConditions(connectEtcd(endpoints)), scope), {
      maxRounds: 20,
    });
    expect(violation?.kind).toBe('illegal');
  });
});
