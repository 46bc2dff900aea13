import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_103',
  title: 'Hidden retry',
  subject: 'booking',
  without: ['surfaceConflicts'],
  scope: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
  commands: [
    { type: 'read', client: 'c1', resource: 'r1', units: 1, isHold: false, request: 1 },
    { type: 'decide', client: 'c1' },
    { type: 'read', client: 'c2', resource: 'r1', units: 1, isHold: false, request: 1 },
    { type: 'decide', client: 'c2' },
    { type: 'persist', client: 'c2' },
    { type: 'persist', client: 'c1' },
  ],
  breaks: { during: ['INV_103'], settled: [] },
  foundBy: 'the seed documents',
};
