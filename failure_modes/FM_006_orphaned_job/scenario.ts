import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_006',
  title: 'Orphaned job',
  subject: 'queue',
  without: ['leaseExpiry'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'crash', worker: 'w1' },
  ],
  breaks: { during: [], settled: ['INV_008'] },
  violations: [{ kind: 'settled', name: 'INV_008', at: 3, side: 'both' }],
  prevention: {
    by: 'policy',
    alsoOff: [
      'commitBoundary',
      'atomicCommit',
      'fencing',
      'reconcile',
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
  foundBy: 'the seed documents',
};
