import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_004',
  title: 'Zombie worker',
  subject: 'queue',
  without: ['fencing'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'tick', byMs: 30000 },
    { type: 'lease', worker: 'w2' },
    { type: 'commit', worker: 'w1' },
  ],
  breaks: { during: ['INV_004'], settled: [] },
  violations: [{ kind: 'invariant', name: 'INV_004', at: 4, side: 'both' }],
  prevention: {
    by: 'policy',
    alsoOff: [
      'commitBoundary',
      'atomicCommit',
      'reconcile',
      'leaseExpiry',
      'renewInTime',
      'retryBudget',
      'submitKey',
      'deadLetter',
      'storeClock',
      'durableIntake',
    ],
    onModel: { further: 2, atLeast: 600 },
    onSystem: { further: 1, atLeast: 60 },
  },
  foundBy: 'the seed documents',
};
