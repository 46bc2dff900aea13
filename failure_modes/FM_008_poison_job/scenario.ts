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
  foundBy: 'the list of failure modes that queues are known for',
};
