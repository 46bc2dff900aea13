import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_002',
  title: 'Torn write',
  subject: 'queue',
  without: ['atomicCommit'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'commit', worker: 'w1', fault: 'crashAfterDebit' },
  ],
  breaks: { during: ['INV_011'], settled: [] },
  violations: [{ kind: 'invariant', name: 'INV_011', at: 2, side: 'both' }],
  prevention: {
    by: 'policy',
    alsoOff: [
      'commitBoundary',
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
    onModel: { further: 2, atLeast: 400 },
    onSystem: { further: 1, atLeast: 40 },
  },
  foundBy: 'faultbook check, seed 1, run 28',
};
