import { afterEach, describe, expect, test } from 'vitest';
import { stopClusters } from '../authority/etcd-cluster.ts';
import { lacking } from '../authority/etcd.ts';
import { openTokensOnCluster } from '../authority/token-register.ts';
import { stressTokens, withoutConditions } from './tokens.ts';

afterEach(stopClusters);

describe.skipIf(lacking !== null)('the register of tokens on three members of etcd', () => {
  test('holds in 16 rounds in which members are killed, stopped and cut off', async () => {
    const report = await stressTokens((scope) => openTokensOnCluster(scope), {
      maxRounds: 16,
      faults: ['kill', 'cut', 'pause'],
    });
    expect(report).toMatchObject({ violation: null, verdict: 'holds', rounds: 16, unknownOutcomes: 0 });
    expect(Object.keys(report.strikes).sort()).toEqual(['cut', 'kill', 'pause']);
  });

  test('is violated there where keys are written that have changed since they were read', async () => {
    const { violation } = await stressTokens((scope) => openTokensOnCluster(scope, withoutConditions), {
      maxRounds: 40,
      faults: ['cut'],
    });
    expect(violation?.kind).toBe('illegal');
  });
});
