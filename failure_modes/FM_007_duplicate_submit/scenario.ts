import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_007',
  title: 'Duplicate submit',
  subject: 'queue',
  without: ['submitKey'],
  scope: { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1', fault: 'replyLost' },
    { type: 'submit', job: 'j2', retryOf: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'commit', worker: 'w1' },
    { type: 'complete', worker: 'w1' },
    { type: 'lease', worker: 'w1' },
    { type: 'commit', worker: 'w1' },
    { type: 'complete', worker: 'w1' },
  ],
  breaks: { during: ['INV_017'], settled: [] },
  violations: [{ kind: 'invariant', name: 'INV_017', at: 1, side: 'both' }],
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
      'deadLetter',
      'storeClock',
      'durableIntake',
    ],
    onModel: { further: 2, atLeast: 500 },
    onSystem: { further: 1, atLeast: 70 },
  },
  foundBy: 'the list of failure modes that queues are known for',
};
