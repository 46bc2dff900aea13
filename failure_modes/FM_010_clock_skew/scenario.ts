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
  foundBy: 'the list of failure modes that queues are known for',
};
