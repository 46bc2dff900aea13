import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_104',
  title: 'Ambiguous failure booked twice',
  subject: 'booking',
  without: ['idempotencyKey'],
  scope: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
  commands: [
    { type: 'read', client: 'c1', resource: 'r1', units: 1, isHold: false, request: 1 },
    { type: 'decide', client: 'c1' },
    { type: 'persist', client: 'c1', fault: 'lostAfterCommit' },
    { type: 'read', client: 'c1', resource: 'r1', units: 1, isHold: false, request: 1 },
    { type: 'decide', client: 'c1' },
    { type: 'persist', client: 'c1' },
  ],
  breaks: { during: ['INV_106', 'INV_105'], settled: [] },
  violations: [
    { kind: 'invariant', name: 'INV_106', at: 3, side: 'both' },
    { kind: 'invariant', name: 'INV_105', at: 5, side: 'both' },
  ],
  prevention: {
    by: 'policy',
    alsoOff: ['versionCheck', 'surfaceConflicts', 'releaseOnce', 'storeConstraint', 'holdExpiry'],
    onModel: { further: 3, atLeast: 1000 },
    onSystem: { further: 2, atLeast: 300 },
  },
  foundBy: 'the seed documents',
};
