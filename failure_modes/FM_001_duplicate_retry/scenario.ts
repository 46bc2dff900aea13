import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_001',
  title: 'Duplicate retry',
  subject: 'queue',
  without: ['commitBoundary'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'applyEffect', worker: 'w1' },
    { type: 'tick', byMs: 30000 },
    { type: 'lease', worker: 'w2' },
    { type: 'applyEffect', worker: 'w2' },
  ],
  breaks: { during: ['INV_001'], settled: ['INV_002', 'INV_010'] },
  violations: [
    { kind: 'invariant', name: 'INV_001', at: 5, side: 'both' },
    { kind: 'settled', name: 'INV_002', at: 6, side: 'both' },
    { kind: 'settled', name: 'INV_010', at: 6, side: 'both' },
  ],
  prevention: {
    by: 'policy',
    alsoOff: [
      'fencing',
      'reconcile',
      'leaseExpiry',
      'renewInTime',
      'retryBudget',
      'submitKey',
      'deadLetter',
      'storeClock',
      'durableIntake',
    ],
    onModel: { further: 2, atLeast: 800 },
    onSystem: { further: 1, atLeast: 80 },
  },
  foundBy: 'the seed documents',
};
