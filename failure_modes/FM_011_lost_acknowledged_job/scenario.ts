import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_011',
  title: 'Lost acknowledged job',
  subject: 'queue',
  without: ['durableIntake'],
  scope: { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'flush', fault: 'crashBefore' },
    { type: 'lease', worker: 'w1' },
  ],
  breaks: { during: ['INV_020'], settled: [] },
  violations: [{ kind: 'invariant', name: 'INV_020', at: 1, side: 'both' }],
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
      'storeClock',
    ],
    onModel: { further: 2, atLeast: 300 },
    onSystem: { further: 1, atLeast: 40 },
  },
  foundBy: 'the list of failure modes that queues are known for',
};
