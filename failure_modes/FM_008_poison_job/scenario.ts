import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_008',
  title: 'Poison job',
  subject: 'queue',
  without: ['deadLetter'],
  scope: { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'crash', worker: 'w1' },
    { type: 'restart', worker: 'w1' },
    { type: 'submit', job: 'j2' },
    { type: 'lease', worker: 'w1' },
    { type: 'fail', worker: 'w1' },
  ],
  breaks: { during: ['INV_018'], settled: ['INV_008'] },
  violations: [
    { kind: 'invariant', name: 'INV_018', at: 6, side: 'both' },
    { kind: 'settled', name: 'INV_008', at: 7, side: 'both' },
  ],
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
      'storeClock',
      'durableIntake',
    ],
    onModel: { further: 2, atLeast: 600 },
    onSystem: { further: 1, atLeast: 70 },
  },
  foundBy: 'the list of failure modes that queues are known for',
};
