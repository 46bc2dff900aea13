import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_005',
  title: 'Committed, never done',
  subject: 'queue',
  without: ['reconcile'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'commit', worker: 'w1', fault: 'crashAfter' },
  ],
  breaks: { during: [], settled: ['INV_009'] },
  foundBy: 'the seed documents',
};
