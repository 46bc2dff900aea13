import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_101',
  title: 'Stale read overbooks',
  subject: 'booking',
  without: ['versionCheck', 'storeConstraint'],
  scope: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
  commands: [
    { type: 'read', client: 'c1', resource: 'r1', units: 1, isHold: false, request: 1 },
    { type: 'decide', client: 'c1' },
    { type: 'read', client: 'c2', resource: 'r1', units: 2, isHold: false, request: 1 },
    { type: 'decide', client: 'c2' },
    { type: 'persist', client: 'c2' },
    { type: 'persist', client: 'c1' },
  ],
  breaks: { during: ['INV_101', 'INV_102', 'INV_103', 'INV_107'], settled: [] },
  violations: [
    { kind: 'invariant', name: 'INV_101', at: 5, side: 'both' },
    { kind: 'invariant', name: 'INV_102', at: 5, side: 'both' },
    { kind: 'invariant', name: 'INV_103', at: 5, side: 'both' },
    { kind: 'invariant', name: 'INV_107', at: 5, side: 'both' },
  ],
  prevention: {
    by: 'policy',
    alsoOff: ['idempotencyKey', 'storeConstraint', 'holdExpiry'],
    onModel: { further: 3, atLeast: 1000 },
    onSystem: { further: 2, atLeast: 400 },
  },
  foundBy: 'the seed documents',
};
