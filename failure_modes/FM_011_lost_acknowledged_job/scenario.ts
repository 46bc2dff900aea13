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
  foundBy: 'the list of failure modes that queues are known for',
};
