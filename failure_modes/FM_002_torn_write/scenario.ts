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
  foundBy: 'faultbook check, seed 1, run 28',
};
