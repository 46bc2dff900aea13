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
  foundBy: 'the seed documents',
};
