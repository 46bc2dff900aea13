import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_010',
  title: 'Clock skew',
  subject: 'queue',
  without: ['storeClock'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 2, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'lease', worker: 'w2', fault: 'clockAhead' },
    { type: 'commit', worker: 'w1' },
  ],
  breaks: { during: ['INV_003', 'INV_019'], settled: [] },
  violations: [
    { kind: 'invariant', name: 'INV_003', at: 2, side: 'both' },
    { kind: 'invariant', name: 'INV_019', at: 2, side: 'both' },
  ],
  prevention: {
    by: 'policy',
    alsoOff: [
      'commitBoundary',
      'atomicCommit',
      'fencing',
      'reconcile',
      'leaseExpiry',
      'renewInTime',
      'retryBudget',
      'submitKey',
      'deadLetter',
      'durableIntake',
    ],
    onModel: { further: 2, atLeast: 500 },
    onSystem: { further: 1, atLeast: 50 },
  },
  foundBy: 'the list of failure modes that queues are known for',
};
