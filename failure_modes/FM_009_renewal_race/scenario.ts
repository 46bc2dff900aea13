import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_009',
  title: 'Renewal race',
  subject: 'queue',
  without: ['renewInTime'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'tick', byMs: 30000 },
    { type: 'renew', worker: 'w1' },
  ],
  breaks: { during: ['INV_012'], settled: [] },
  violations: [{ kind: 'invariant', name: 'INV_012', at: 3, side: 'both' }],
  prevention: {
    by: 'policy',
    alsoOff: [
      'commitBoundary',
      'atomicCommit',
      'fencing',
      'reconcile',
      'leaseExpiry',
      'retryBudget',
      'submitKey',
      'deadLetter',
      'storeClock',
      'durableIntake',
    ],
    onModel: { further: 2, atLeast: 500 },
    onSystem: { further: 1, atLeast: 50 },
  },
  foundBy: 'faultbook check, seed 1, run 3',
};
