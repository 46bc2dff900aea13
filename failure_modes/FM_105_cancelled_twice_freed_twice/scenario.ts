import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_105',
  title: 'Cancelled twice freed twice',
  subject: 'booking',
  without: ['releaseOnce'],
  scope: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
  commands: [
    { type: 'read', client: 'c1', resource: 'r1', units: 1, isHold: false, request: 1 },
    { type: 'decide', client: 'c1' },
    { type: 'persist', client: 'c1' },
    { type: 'cancel', client: 'c1', fault: 'lostAfterCommit' },
    { type: 'cancel', client: 'c1' },
  ],
  breaks: { during: ['INV_107'], settled: [] },
  violations: [{ kind: 'invariant', name: 'INV_107', at: 4, side: 'both' }],
  prevention: {
    by: 'policy',
    alsoOff: ['surfaceConflicts', 'idempotencyKey', 'storeConstraint', 'holdExpiry'],
    onModel: { further: 3, atLeast: 1000 },
    onSystem: { further: 2, atLeast: 300 },
  },
  foundBy: 'the seed documents',
};
