import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_108',
  title: 'Hold that never expires',
  subject: 'booking',
  without: ['holdExpiry'],
  scope: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
  commands: [
    { type: 'read', client: 'c1', resource: 'r1', units: 1, isHold: true, request: 1 },
    { type: 'decide', client: 'c1' },
    { type: 'persist', client: 'c1' },
    { type: 'tick', byMs: 600000 },
  ],
  breaks: { during: [], settled: ['INV_111'] },
  violations: [{ kind: 'settled', name: 'INV_111', at: 4, side: 'both' }],
  prevention: {
    by: 'policy',
    alsoOff: ['versionCheck', 'surfaceConflicts', 'idempotencyKey', 'releaseOnce', 'storeConstraint'],
    onModel: { further: 3, atLeast: 2000 },
    onSystem: { further: 1, atLeast: 70 },
  },
  foundBy: 'the seed documents',
};
