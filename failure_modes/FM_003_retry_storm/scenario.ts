import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_003',
  title: 'Retry storm',
  subject: 'queue',
  without: ['retryBudget'],
  scope: { workers: 1, jobs: 2, faults: 0, attempts: 1, inFlight: 1, retries: 1 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'submit', job: 'j2' },
    { type: 'lease', worker: 'w1' },
    { type: 'fail', worker: 'w1' },
    { type: 'lease', worker: 'w1' },
    { type: 'crash', worker: 'w1' },
    { type: 'restart', worker: 'w1' },
    { type: 'lease', worker: 'w1' },
    { type: 'fail', worker: 'w1' },
    { type: 'lease', worker: 'w1' },
  ],
  breaks: { during: ['INV_013', 'INV_014', 'INV_016', 'INV_015'], settled: [] },
  foundBy: 'the seed documents',
};
